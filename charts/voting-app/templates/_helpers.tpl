{{/* An image with its tag, from a dictionary of the two. */}}
{{- define "voting-app.image" -}}
{{ printf "%s:%s" (required "an image needs a repository" .repository) (required "an image needs a tag" .tag) }}
{{- end }}

{{/* The poll as the programs read it: the question, then a line KEY=TEXT for each option. */}}
{{- define "voting-app.poll" -}}
{{ .Values.poll.question }}
{{- range $key, $text := .Values.poll.options }}
{{ $key }}={{ $text }}
{{- end }}
{{ end }}

{{/* A text as it may stand in a Compose document, where a dollar sign begins a variable. */}}
{{- define "voting-app.literal" -}}
{{ . | replace "$" "$$" }}
{{- end }}
