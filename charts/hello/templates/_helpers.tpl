{{/* The image with its tag. */}}
{{- define "hello.image" -}}
{{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}

{{/* The page that is served. */}}
{{- define "hello.page" -}}
{{- if .Values.page.html -}}
{{ tpl .Values.page.html . }}
{{- else -}}
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Values.page.title | html }}</title></head>
<body>
<h1>{{ .Values.page.title | html }}</h1>
<p>{{ .Values.page.message | html }}</p>
<p><small>release {{ .Release.Name }}</small></p>
</body>
</html>
{{ end -}}
{{- end }}

{{/* A text as it may stand in a Compose document, where a dollar sign begins a variable. */}}
{{- define "hello.literal" -}}
{{ . | replace "$" "$$" }}
{{- end }}
