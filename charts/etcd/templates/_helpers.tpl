{{- define "etcd.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default (printf "v%s" .Chart.AppVersion) }}
{{- end }}

{{/* NAME=URL of all members, as each of them is told. */}}
{{- define "etcd.members" -}}
{{- $members := list }}
{{- range $number := untilStep 1 (int (add .Values.size 1)) 1 }}
{{- $members = append $members (printf "etcd-%d=http://etcd-%d:2380" $number $number) }}
{{- end }}
{{- join "," $members }}
{{- end }}

{{/* The URLs that clients use. */}}
{{- define "etcd.endpoints" -}}
{{- $endpoints := list }}
{{- range $number := untilStep 1 (int (add .Values.size 1)) 1 }}
{{- $endpoints = append $endpoints (printf "http://etcd-%d:2379" $number) }}
{{- end }}
{{- join "," $endpoints }}
{{- end }}
