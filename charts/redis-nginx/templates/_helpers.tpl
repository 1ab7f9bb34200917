{{/* An image with its tag, from a dictionary of the two. */}}
{{- define "redis-nginx.image" -}}
{{ printf "%s:%s" (required "an image needs a repository" .repository) (required "an image needs a tag" .tag) }}
{{- end }}
