extension DavitUser {
    /// Writes a chart of one service with a config into the folder `name`.
    ///
    /// Its values are `image`, `replicas`, `text` (the config's content, at `/page` in the container),
    /// `health` (a command that tells whether a task is healthy) and `ports`.
    func writeServiceChart(_ name: String = "web") throws {
        try write(
            """
            apiVersion: v2
            name: \(name)
            description: One service for a test
            version: 0.1.0
            numbers: exact

            """,
            to: "\(name)/Chart.yaml"
        )
        try write(
            """
            image: davit-test/busybox:1
            replicas: 2
            text: one
            health: null
            ports: []

            """,
            to: "\(name)/values.yaml"
        )
        try write(
            """
            services:
              web:
                image: {{ .Values.image }}
                command: [sleep, "3600"]
                stop_grace_period: 1s
                configs:
                  - source: page
                    target: /page
                {{- with .Values.health }}
                healthcheck:
                  test: [CMD-SHELL, {{ . | quote }}]
                  interval: 1s
                  retries: 60
                {{- end }}
                {{- with .Values.ports }}
                ports:
                  {{- toYaml . | nindent 6 }}
                {{- end }}
                deploy:
                  replicas: {{ .Values.replicas }}
                  update_config:
                    order: start-first
                    failure_action: pause
                    monitor: 1s
            configs:
              page:
                content: {{ .Values.text | quote }}

            """,
            to: "\(name)/templates/compose.yaml"
        )
    }

    /// Writes a chart whose only template is `compose`.
    func writeChart(_ name: String, compose: String, values: String = "", partials: String? = nil) throws {
        try write(
            "apiVersion: v2\nname: \(name)\nversion: 0.1.0\n",
            to: "\(name)/Chart.yaml"
        )
        try write(values, to: "\(name)/values.yaml")
        try write(compose, to: "\(name)/templates/compose.yaml")
        if let partials { try write(partials, to: "\(name)/templates/_helpers.tpl") }
    }
}
