import ArgumentParser
import Releases

extension ImagePolicy.Resolution: ExpressibleByArgument {}

/// How the digests of images are found.
struct ImageOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "When to ask registries for the digests of images: always, changed or never.",
            discussion: """
                'changed' asks for images that are new or written differently, so that a tag that has moved \
                restarts nothing; 'always' rolls out what the tags mean now, as Docker does by default.
                """,
            valueName: "when"
        )
    )
    var resolveImage: ImagePolicy.Resolution = .changed
}
