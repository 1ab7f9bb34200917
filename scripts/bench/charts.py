"""Writes the charts of the rendering benchmark: the same ones every time, in the style of public charts.

    charts.py FOLDER

Public charts of the same sizes consist of what these have: helpers for names and labels that are included
everywhere, workloads full of `toYaml | nindent`, `tpl` on values, subcharts with `global`, and, in the
largest, definitions of custom resources and dashboards that are mostly text.
"""

import os
import sys

HELPERS = r"""{{/*
Expand the name of the chart.
*/}}
{{- define "@P@.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Create a default fully qualified app name.
*/}}
{{- define "@P@.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "@P@.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Common labels
*/}}
{{- define "@P@.labels" -}}
helm.sh/chart: {{ include "@P@.chart" . }}
{{ include "@P@.selectorLabels" . }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
app.kubernetes.io/part-of: {{ include "@P@.name" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "@P@.selectorLabels" -}}
app.kubernetes.io/name: {{ include "@P@.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
The image of a component: its own registry, the global one, or the default.
*/}}
{{- define "@P@.image" -}}
{{- $registry := .image.registry -}}
{{- if and .root.Values.global .root.Values.global.imageRegistry -}}
{{- $registry = .root.Values.global.imageRegistry -}}
{{- end -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion | toString -}}
{{- if $registry -}}
{{- printf "%s/%s:%s" $registry .image.repository $tag -}}
{{- else -}}
{{- printf "%s:%s" .image.repository $tag -}}
{{- end -}}
{{- end }}

{{- define "@P@.tplvalue" -}}
{{- if typeIs "string" .value }}
{{- tpl .value .context }}
{{- else }}
{{- tpl (.value | toYaml) .context }}
{{- end }}
{{- end }}
"""

SMALL = r"""apiVersion: v1
kind: Service
metadata:
  name: {{ include "@P@.fullname" . }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: http
      protocol: TCP
      name: http
  selector:
    {{- include "@P@.selectorLabels" . | nindent 4 }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "@P@.fullname" . }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "@P@.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "@P@.labels" . | nindent 8 }}
    spec:
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .Chart.Name }}
          image: {{ include "@P@.image" (dict "image" .Values.image "root" .) | quote }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
"""

SMALL_EXTRAS = r"""{{- if .Values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ default (include "@P@.fullname" .) .Values.serviceAccount.name }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
  {{- with .Values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
---
{{- if .Values.ingress.enabled }}
{{- $fullname := include "@P@.fullname" . }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ $fullname }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
spec:
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .pathType | default "Prefix" }}
            backend:
              service:
                name: {{ $fullname }}
                port:
                  number: {{ $.Values.service.port }}
          {{- end }}
    {{- end }}
{{- end }}
"""

SMALL_NOTES = r"""{{ .Chart.Name }} {{ .Chart.Version }} is installed as {{ .Release.Name }}.

1. Get the address:
{{- if .Values.ingress.enabled }}
{{- range .Values.ingress.hosts }}
  http://{{ .host }}
{{- end }}
{{- else }}
  kubectl --namespace {{ .Release.Namespace }} port-forward svc/{{ include "@P@.fullname" . }} 8080
{{- end }}
"""

SMALL_VALUES = """replicaCount: 2
nameOverride: ""
fullnameOverride: ""
commonLabels: {}
image:
  registry: ""
  repository: nginx
  pullPolicy: IfNotPresent
  tag: ""
service:
  type: ClusterIP
  port: 8080
autoscaling:
  enabled: false
serviceAccount:
  create: true
  name: ""
  annotations: {}
ingress:
  enabled: true
  hosts:
    - host: chart.example.org
      paths:
        - path: /
podAnnotations:
  prometheus.io/scrape: "true"
podSecurityContext:
  fsGroup: 2000
resources:
  limits: {cpu: 500m, memory: 256Mi}
  requests: {cpu: 100m, memory: 128Mi}
nodeSelector: {}
tolerations: []
"""

WORKLOAD = r"""{{- if .Values.@C@.enabled }}
{{- $fullname := printf "%s-@C@" (include "@P@.fullname" .) | trunc 63 | trimSuffix "-" }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $fullname }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
    app.kubernetes.io/component: @C@
  {{- with mergeOverwrite (dict) .Values.global.annotations .Values.@C@.annotations }}
  annotations:
    {{- range $key, $value := . }}
    {{ $key }}: {{ $value | quote }}
    {{- end }}
  {{- end }}
spec:
  {{- if not .Values.@C@.autoscaling.enabled }}
  replicas: {{ .Values.@C@.replicas }}
  {{- end }}
  revisionHistoryLimit: {{ .Values.@C@.revisionHistoryLimit | default 10 }}
  selector:
    matchLabels:
      {{- include "@P@.selectorLabels" . | nindent 6 }}
      app.kubernetes.io/component: @C@
  template:
    metadata:
      annotations:
        checksum/config: {{ toYaml .Values.@C@.config | sha256sum }}
        {{- with .Values.@C@.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      labels:
        {{- include "@P@.labels" . | nindent 8 }}
        app.kubernetes.io/component: @C@
        {{- range $key, $value := .Values.@C@.podLabels }}
        {{ $key }}: {{ tpl $value $ | quote }}
        {{- end }}
    spec:
      serviceAccountName: {{ .Values.@C@.serviceAccount.name | default $fullname }}
      {{- with .Values.global.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if .Values.@C@.podSecurityContext.enabled }}
      securityContext: {{- omit .Values.@C@.podSecurityContext "enabled" | toYaml | nindent 8 }}
      {{- end }}
      {{- if .Values.@C@.initContainers }}
      initContainers:
        {{- include "@P@.tplvalue" (dict "value" .Values.@C@.initContainers "context" $) | nindent 8 }}
      {{- end }}
      containers:
        - name: @C@
          image: {{ include "@P@.image" (dict "image" .Values.@C@.image "root" .) | quote }}
          imagePullPolicy: {{ .Values.@C@.image.pullPolicy | default "IfNotPresent" }}
          args:
            - --component=@C@
            - --log-level={{ .Values.global.logLevel | lower }}
            {{- range .Values.@C@.extraArgs }}
            - {{ . | quote }}
            {{- end }}
          env:
            - name: RELEASE_NAME
              value: {{ .Release.Name | quote }}
            - name: COMPONENT_INDEX
              value: {{ .Values.@C@.index | int | add 1 | quote }}
            {{- range $name, $value := .Values.@C@.env }}
            - name: {{ $name | upper | replace "-" "_" }}
              value: {{ tpl (toString $value) $ | quote }}
            {{- end }}
          ports:
            {{- range .Values.@C@.ports }}
            - name: {{ .name }}
              containerPort: {{ .port | int }}
              protocol: {{ .protocol | default "TCP" }}
            {{- end }}
          {{- if .Values.@C@.livenessProbe.enabled }}
          livenessProbe: {{- omit .Values.@C@.livenessProbe "enabled" | toYaml | nindent 12 }}
          {{- end }}
          {{- if .Values.@C@.readinessProbe.enabled }}
          readinessProbe: {{- omit .Values.@C@.readinessProbe "enabled" | toYaml | nindent 12 }}
          {{- end }}
          resources: {{- toYaml .Values.@C@.resources | nindent 12 }}
          volumeMounts:
            - name: config
              mountPath: /etc/@C@
            {{- with .Values.@C@.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      {{- with .Values.@C@.nodeSelector | default .Values.global.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.@C@.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.@C@.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumes:
        - name: config
          configMap:
            name: {{ $fullname }}
{{- end }}
"""

COMPANIONS = r"""{{- if .Values.@C@.enabled }}
{{- $fullname := printf "%s-@C@" (include "@P@.fullname" .) | trunc 63 | trimSuffix "-" }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullname }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
    app.kubernetes.io/component: @C@
spec:
  type: {{ .Values.@C@.service.type | default "ClusterIP" }}
  {{- if and (eq .Values.@C@.service.type "LoadBalancer") .Values.@C@.service.loadBalancerIP }}
  loadBalancerIP: {{ .Values.@C@.service.loadBalancerIP }}
  {{- end }}
  ports:
    {{- range $index, $port := .Values.@C@.ports }}
    - name: {{ $port.name }}
      port: {{ $port.port }}
      targetPort: {{ $port.name }}
      {{- if and (or (eq $.Values.@C@.service.type "NodePort") (eq $.Values.@C@.service.type "LoadBalancer")) (not (empty $port.nodePort)) }}
      nodePort: {{ $port.nodePort }}
      {{- end }}
    {{- end }}
  selector:
    {{- include "@P@.selectorLabels" . | nindent 4 }}
    app.kubernetes.io/component: @C@
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $fullname }}
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
data:
  config.yaml: |
    {{- toYaml .Values.@C@.config | nindent 4 }}
  {{- range $name, $text := .Values.@C@.files }}
  {{ $name }}: |
    {{- tpl $text $ | nindent 4 }}
  {{- end }}
---
{{- if .Values.@C@.autoscaling.enabled }}
apiVersion: {{ ternary "autoscaling/v2" "autoscaling/v2beta2" (semverCompare ">=1.23-0" .Capabilities.KubeVersion.Version) }}
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $fullname }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ $fullname }}
  minReplicas: {{ .Values.@C@.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.@C@.autoscaling.maxReplicas }}
  metrics:
    {{- if .Values.@C@.autoscaling.targetCPU }}
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .Values.@C@.autoscaling.targetCPU }}
    {{- end }}
{{- end }}
---
{{- if .Values.@C@.ingress.enabled }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ $fullname }}
  {{- with .Values.@C@.ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if .Values.@C@.ingress.tls }}
  tls:
    {{- range .Values.@C@.ingress.tls }}
    - hosts:
        {{- range .hosts }}
        - {{ . | quote }}
        {{- end }}
      secretName: {{ .secretName }}
    {{- end }}
  {{- end }}
  rules:
    {{- range .Values.@C@.ingress.hosts }}
    - host: {{ tpl .host $ | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .pathType | default "Prefix" }}
            backend:
              service:
                name: {{ $fullname }}
                port:
                  number: {{ (first $.Values.@C@.ports).port }}
          {{- end }}
    {{- end }}
{{- end }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ $fullname }}
type: Opaque
data:
  {{- range $key, $value := .Values.@C@.secrets }}
  {{ $key }}: {{ $value | toString | b64enc }}
  {{- end }}
{{- end }}
"""

COMPONENT_VALUES = """@C@:
  # -- Whether the component is deployed.
  enabled: true
  index: @N@
  # -- Number of replicas; ignored with autoscaling.
  replicas: 2
  revisionHistoryLimit: 5
  image:
    registry: registry.example.org
    repository: team/@C@
    tag: ""
    pullPolicy: IfNotPresent
  annotations:
    example.org/owner: team-@N@
  podAnnotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9102"
  podLabels:
    example.org/release: "{{ .Release.Name }}"
  serviceAccount:
    create: true
    name: ""
  podSecurityContext:
    enabled: true
    fsGroup: 1001
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
  initContainers:
    - name: wait
      image: busybox:1.36
      command: [sh, -c, "until nslookup {{ .Release.Name }}-db; do sleep 2; done"]
  extraArgs:
    - --metrics-addr=:9102
    - --health-addr=:8081
    - --leader-elect
  env:
    log-format: json
    database-host: "{{ .Release.Name }}-db.{{ .Release.Namespace }}.svc"
    feature-gates: "A=true,B=false"
  ports:
    - {name: http, port: 8080}
    - {name: metrics, port: 9102, nodePort: ""}
  livenessProbe:
    enabled: true
    httpGet: {path: /healthz, port: http}
    initialDelaySeconds: 10
    periodSeconds: 10
  readinessProbe:
    enabled: true
    httpGet: {path: /readyz, port: http}
    periodSeconds: 5
  resources:
    limits:
      cpu: "1"
      memory: 512Mi
    requests:
      cpu: 100m
      memory: 128Mi
  extraVolumeMounts:
    - name: tmp
      mountPath: /tmp
  nodeSelector: {}
  affinity:
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app.kubernetes.io/component: @C@
  tolerations:
    - key: dedicated
      operator: Equal
      value: apps
      effect: NoSchedule
  service:
    type: ClusterIP
    loadBalancerIP: ""
  autoscaling:
    enabled: @A@
    minReplicas: 2
    maxReplicas: 10
    targetCPU: 80
  ingress:
    enabled: @I@
    annotations:
      nginx.ingress.kubernetes.io/proxy-body-size: 8m
    hosts:
      - host: "@C@.{{ .Values.global.domain }}"
        paths:
          - path: /
            pathType: Prefix
    tls:
      - hosts: [@C@.example.org]
        secretName: @C@-tls
  config:
    server:
      listen: 0.0.0.0:8080
      timeouts: {read: 30s, write: 30s, idle: 2m}
      limits: {connections: 1024, body: 1048576}
    logging: {level: info, format: json, sampling: 0.25}
    upstreams:
      - {name: primary, url: "https://primary.example.org:8443/api", weight: 3}
      - {name: secondary, url: "https://secondary.example.org:8443/api", weight: 1}
  files:
    start.sh: |
      #!/bin/sh
      set -eu
      echo "starting @C@ of {{ .Release.Name }}"
      exec /usr/bin/@C@ "$@"
  secrets:
    password: change-me-@N@
    token: 0123456789abcdef-@N@
"""

GLOBAL_VALUES = """nameOverride: ""
fullnameOverride: ""
commonLabels:
  example.org/stack: bench
global:
  domain: example.org
  imageRegistry: ""
  imagePullSecrets: []
  logLevel: INFO
  annotations:
    example.org/contact: ops@example.org
  nodeSelector:
    kubernetes.io/os: linux
"""

CRD_HEAD = r"""{{- if .Values.crds.enabled }}
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things@N@.bench.example.org
  labels:
    {{- include "@P@.labels" . | nindent 4 }}
  {{- with .Values.crds.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  group: bench.example.org
  names: {kind: Thing@N@, plural: things@N@, singular: thing@N@}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
"""

CRD_FIELD = """            field@F@:
              description: |-
                Field @F@ of the resource says which of the objects that match are taken into account, and
                how they are put in order before the controller looks at them. It is optional; more info:
                https://docs.example.org/reference/things#field@F@
              type: object
              properties:
                matchExpressions:
                  type: array
                  items:
                    type: object
                    required: [key, operator]
                    properties:
                      key: {type: string}
                      operator: {type: string}
                      values:
                        type: array
                        items: {type: string}
                matchLabels:
                  type: object
                  additionalProperties: {type: string}
"""

DASHBOARD_PANEL = """          {
            "datasource": "$datasource",
            "id": @F@,
            "legend": {"avg": false, "current": false, "max": false, "show": true, "total": false},
            "targets": [
              {
                "expr": "sum(rate(container_cpu_usage_seconds_total{job=\\"kubelet\\", cluster=\\"$cluster\\", panel=\\"@F@\\"}[5m])) by (namespace)",
                "format": "time_series",
                "legendFormat": "{{`{{`}}namespace{{`}}`}}"
              }
            ],
            "title": "Panel @F@",
            "type": "graph"
          },
"""


def fill(text, **names):
    for name, value in names.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def write(folder, path, text):
    full = os.path.join(folder, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return len(text) if "/templates/" in f"/{path}" else 0


def chart_yaml(name, dependencies=()):
    text = f"apiVersion: v2\nname: {name}\nversion: 1.4.2\nappVersion: 2.10.0\ndescription: A chart to measure with.\n"
    if dependencies:
        text += "dependencies:\n"
        for dependency in dependencies:
            text += f"  - name: {dependency}\n    version: 1.x.x\n    repository: \"\"\n"
            text += f"    condition: {dependency}.enabled\n"
    return text


def component(folder, prefix, name, number):
    """The templates of one component; returns their size and the component's values."""
    size = 0
    for file, text in (("workload", WORKLOAD), ("companions", COMPANIONS)):
        size += write(folder, f"templates/{name}/{file}.yaml", fill(text, P=prefix, C=name))
    values = fill(
        COMPONENT_VALUES,
        C=name,
        N=number,
        A=str(number % 3 == 0).lower(),
        I=str(number % 2 == 0).lower(),
    )
    return size, values


def definition(folder, prefix, number, size):
    """A custom resource definition of about `size` bytes."""
    text = fill(CRD_HEAD, P=prefix, N=number)
    field = 0
    while len(text) < size:
        text += fill(CRD_FIELD, F=field)
        field += 1
    return write(folder, f"templates/crds/things{number}.yaml", text + "{{- end }}\n")


def dashboard(folder, prefix, number, size):
    """A ConfigMap with a dashboard of about `size` bytes; its JSON has braces of its own."""
    text = "{{- if .Values.dashboards.enabled }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n"
    text += fill('  name: {{ printf "%s-dashboard-@N@" (include "@P@.fullname" .) }}\n', P=prefix, N=number)
    text += fill('  labels:\n    {{- include "@P@.labels" . | nindent 4 }}\n', P=prefix)
    text += 'data:\n  dashboard.json: |-\n    {\n      "panels": [\n'
    panel = 0
    while len(text) < size:
        text += fill(DASHBOARD_PANEL, F=panel)
        panel += 1
    text += '        {}\n      ],\n      "schemaVersion": 14\n    }\n{{- end }}\n'
    return write(folder, f"templates/dashboards/dashboard{number}.yaml", text)


def tiny(folder, name):
    """One workload and its service, as `helm create` makes them."""
    size = write(folder, "templates/_helpers.tpl", fill(HELPERS, P=name))
    size += write(folder, "templates/app.yaml", fill(SMALL, P=name))
    size += write(folder, "templates/extras.yaml", fill(SMALL_EXTRAS, P=name))
    size += write(folder, "templates/NOTES.txt", fill(SMALL_NOTES, P=name))
    write(folder, "values.yaml", SMALL_VALUES)
    write(folder, "Chart.yaml", chart_yaml(name))
    return size


def stack(folder, name, size, text_share=0.0, subcharts=0):
    """A chart with `size` bytes of templates, of which `text_share` are definitions and dashboards.

    With subcharts, each holds an equal part of the components.
    """
    children = [f"{name}part{number}" for number in range(subcharts)]
    wanted = size * (1 - text_share) / (subcharts + 1)
    total = 0
    for chart in [name, *children]:
        home = folder if chart == name else os.path.join(folder, "charts", chart)
        values = GLOBAL_VALUES
        own = write(home, "templates/_helpers.tpl", fill(HELPERS, P=chart))
        number = 0
        while own < wanted:
            added, more = component(home, chart, f"service{number}", number)
            own += added
            values += more
            number += 1
        total += own
        if chart == name:
            values += "crds:\n  enabled: true\n  annotations: {}\ndashboards:\n  enabled: true\n"
            for child in children:
                values += f"{child}:\n  enabled: true\n  service0:\n    replicas: 3\n"
        write(home, "values.yaml", values)
        write(home, "Chart.yaml", chart_yaml(chart, children if chart == name else ()))
    number = 0
    while total < size:
        make = definition if number % 2 == 0 else dashboard
        total += make(folder, name, number, min(60_000, size - total + 2_000))
        number += 1
    return total


def main(folder):
    charts = {
        "tiny": lambda home: tiny(home, "tiny"),
        "small": lambda home: stack(home, "small", 40_000),
        "medium": lambda home: stack(home, "medium", 150_000, text_share=0.2),
        "large": lambda home: stack(home, "large", 500_000, text_share=0.4, subcharts=3),
        "huge": lambda home: stack(home, "huge", 2_000_000, text_share=0.7, subcharts=5),
    }
    for name, make in charts.items():
        size = make(os.path.join(folder, name))
        print(f"{name}\t{size}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
