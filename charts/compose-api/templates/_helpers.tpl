{{/* The tag of both images. */}}
{{- define "compose-api.tag" -}}
{{ .Values.images.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The labels that the tools of Compose on Kubernetes look for. */}}
{{- define "compose-api.serverLabels" -}}
com.docker.fry: compose.api
{{- end }}

{{- define "compose-api.controllerLabels" -}}
com.docker.fry: compose
{{- end }}

{{/* Whether it is alive, as both programs tell it. */}}
{{- define "compose-api.probes" -}}
livenessProbe:
  httpGet:
    path: /healthz
    port: 8080
  initialDelaySeconds: 15
  timeoutSeconds: 15
  failureThreshold: 8
readinessProbe:
  httpGet:
    path: /healthz
    port: 8080
  initialDelaySeconds: 1
  periodSeconds: 3
{{- end }}

{{/* Both images are made for this sort of node only. */}}
{{- define "compose-api.affinity" -}}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    nodeSelectorTerms:
      - matchExpressions:
          - {key: kubernetes.io/os, operator: In, values: [linux]}
          - {key: kubernetes.io/arch, operator: In, values: [amd64]}
{{- end }}
