{{/* By what the operator's pods are found. */}}
{{- define "etcd-operator.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What the objects of the cluster are called, which have no namespace to tell two releases apart. */}}
{{- define "etcd-operator.clusterName" -}}
{{ printf "%s-%s" .Release.Namespace .Release.Name }}
{{- end }}
