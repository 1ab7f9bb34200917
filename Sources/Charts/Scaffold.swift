package import Diagnostics

/// The chart that `davit create` makes: one web service with everything a chart usually needs.
package enum Scaffold {
    /// The files of a new chart.
    ///
    /// - Throws: `.usage` when `name` cannot be a chart's name.
    package static func files(name: String) throws(Failure) -> [ChartFile] {
        try checkName(name)
        return [
            file("Chart.yaml", manifest, name),
            file("values.yaml", values, name),
            file("values.schema.json", schema, name),
            file("templates/compose.yaml", compose, name),
            file("templates/_helpers.tpl", partials, name),
            file("templates/NOTES.txt", notes, name),
            file(".helmignore", ignore, name),
            file("README.md", readme, name),
        ]
    }

    /// - Throws: `.usage` when `name` cannot be a chart's name.
    static func checkName(_ name: String) throws(Failure) {
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        let isOther = { (byte: UInt8) in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard let first = name.utf8.first, isLetter(first), name.utf8.count <= 40,
            name.utf8.allSatisfy({ isLetter($0) || isOther($0) })
        else {
            throw Failure(
                .usage,
                "'\(name)' cannot be a chart's name",
                hint: "use at most 40 lower-case letters, digits and '-', starting with a letter"
            )
        }
    }

    private static func file(_ path: String, _ text: String, _ name: String) -> ChartFile {
        ChartFile(path: path, bytes: Array(text.replacing("CHARTNAME", with: name).utf8))
    }

    private static let manifest = """
        apiVersion: v2
        name: CHARTNAME
        description: A web service on Compose
        type: application
        # The version of this chart; raise it with every change you publish.
        version: 0.1.0
        # The version of what the chart runs.
        appVersion: "1.37"
        # Whole numbers of the values print as they are written.
        numbers: exact

        """

    private static let values = """
        # Each of these can be changed with --set, as in --set web.replicas=2, or with -f FILE.
        web:
          image:
            repository: busybox
            # The tag; the chart's appVersion when empty.
            tag: ""
          replicas: 1
          # The text of the page that the service shows.
          message: It works
          # The port on the outside; null publishes none.
          port: 8080
          resources:
            limits:
              memory: 64M

        """

    private static let schema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "web": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "image": {
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "repository": { "type": "string", "minLength": 1 },
                    "tag": { "type": "string" }
                  }
                },
                "replicas": { "type": "integer", "minimum": 0 },
                "message": { "type": "string" },
                "port": { "type": ["integer", "null"], "minimum": 1, "maximum": 65535 },
                "resources": { "type": "object" }
              }
            }
          }
        }

        """

    private static let compose = """
        services:
          web:
            image: {{ include "CHARTNAME.image" . | quote }}
            command: [httpd, -f, -p, "8080", -h, /www]
            configs:
              - source: page
                target: /www/index.html
            {{- with .Values.web.port }}
            ports:
              - target: 8080
                published: {{ . }}
            {{- end }}
            healthcheck:
              test: [CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]
              interval: 2s
              timeout: 2s
              retries: 5
            deploy:
              replicas: {{ .Values.web.replicas }}
              update_config:
                order: start-first
                failure_action: pause
              {{- with .Values.web.resources }}
              resources:
                {{- toYaml . | nindent 8 }}
              {{- end }}

        configs:
          page:
            content: {{ printf "%s\\n" .Values.web.message | toJson }}

        """

    private static let partials = """
        {{/* The image of the web service, with the chart's appVersion as the default tag. */}}
        {{- define "CHARTNAME.image" -}}
        {{- printf "%s:%s" .Values.web.image.repository (.Values.web.image.tag | default .Chart.AppVersion) -}}
        {{- end -}}

        """

    private static let notes = """
        {{ .Release.Name }} runs {{ .Values.web.replicas }} of web.
        {{- with .Values.web.port }}
        Open http://localhost:{{ . }}/ to see its page.
        {{- end }}

        """

    private static let ignore = """
        # What stays out of the package; one shell pattern a line.
        .git/
        .gitignore
        .DS_Store
        *.swp
        *.bak
        *.tmp
        *.orig
        dist/

        """

    private static let readme = """
        # CHARTNAME

        A web service on Compose.

            davit install CHARTNAME ./CHARTNAME
            davit upgrade CHARTNAME ./CHARTNAME --set web.replicas=3
            davit uninstall CHARTNAME

        | value | meaning | default |
        |---|---|---|
        | `web.image.repository` | the image | `busybox` |
        | `web.image.tag` | its tag | the chart's `appVersion` |
        | `web.replicas` | how many run | `1` |
        | `web.message` | the text of the page | `It works` |
        | `web.port` | the port on the outside, or null | `8080` |
        | `web.resources` | limits and reservations | 64 MB of memory |

        """
}
