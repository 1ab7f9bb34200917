// swift-tools-version: 6.1

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A C library to link.
///
/// On Linux the static one: of libarchive only tar and gzip are used then, and starting does not load the
/// libraries of a dozen other formats (libxml2 and ICU among them), which took longer than most commands.
func library(_ name: String) -> LinkerSetting {
    #if os(Linux)
        .linkedLibrary(":lib\(name).a")
    #else
        .linkedLibrary(name)
    #endif
}

/// A Swift target with the settings every target of the package has.
func module(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    linking libraries: [LinkerSetting] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        swiftSettings: settings,
        linkerSettings: libraries
    )
}

/// The tests of one target, in `Tests/NAMETests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "davit",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "davit", targets: ["davit"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: Layer 0, C libraries
        .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CRE2", linkerSettings: [library("re2"), library("stdc++")]),
        // MARK: Layer 1, values and errors
        module("Diagnostics"),
        module("Values", ["Diagnostics", collections]),
        module("Versions", ["Diagnostics"]),
        // MARK: Layer 2, formats and transports
        module("YAML", ["CYAML", "Diagnostics", "Values", collections], linking: [library("yaml")]),
        module(
            "Archives",
            ["CArchive", "Diagnostics", crypto],
            linking: [
                library("archive"), .linkedLibrary("z"),
                // Drops the formats that nothing refers to, before their libraries are looked for.
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "--gc-sections"],
                    .when(platforms: [.linux])
                ),
                // Less for the dynamic loader to do at every start: packed relocations, no exported symbols.
                .unsafeFlags(
                    [
                        "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                        "-Xlinker", "--no-export-dynamic", "-Xlinker", "--as-needed",
                    ],
                    .when(platforms: [.linux], configuration: .release)
                ),
            ]
        ),
        module("HTTP", ["CCurl", "Diagnostics"]),
        module("GoTemplate", ["Diagnostics"]),
        module("JSONSchema", ["Diagnostics", "Values", collections]),
        // MARK: Layer 3, languages and clients
        module(
            "TemplateFunctions",
            [
                "CRE2", "Diagnostics", "GoTemplate", "Values", "Versions", "YAML", collections, crypto,
                cryptoExtras, x509, asn1,
            ]
        ),
        module("Compose", ["Diagnostics", "Values", "YAML", collections]),
        module("DockerAPI", ["Diagnostics", "HTTP", "Values", collections, subprocess]),
        module("KubernetesAPI", ["Diagnostics", "HTTP", "Values", "YAML", collections, subprocess]),
        // MARK: Layer 4, charts
        module(
            "Charts",
            [
                "Archives", "Compose", "Diagnostics", "GoTemplate", "JSONSchema", "TemplateFunctions",
                "Values",
                "Versions", "YAML", collections,
            ]
        ),
        // MARK: Layer 5, repositories and releases
        module(
            "Repositories",
            ["Archives", "Charts", "Diagnostics", "HTTP", "Values", "Versions", "YAML", collections]
        ),
        module(
            "Releases",
            [
                "Archives", "Charts", "Compose", "Diagnostics", "Values", "Versions", "YAML", collections,
                crypto,
            ]
        ),
        // MARK: Layer 6, engines
        module(
            "Swarm",
            ["Archives", "Compose", "Diagnostics", "DockerAPI", "Releases", "Values", collections]
        ),
        module(
            "Kubernetes",
            [
                "Archives", "Charts", "Compose", "Diagnostics", "KubernetesAPI", "Releases", "Values",
                collections,
            ]
        ),
        module(
            "Local",
            ["Archives", "Compose", "Diagnostics", "Releases", "Values", "YAML", collections, subprocess]
        ),
        // MARK: Layer 7, the command
        .executableTarget(
            name: "davit",
            dependencies: [
                "Charts", "Compose", "Diagnostics", "DockerAPI", "HTTP", "Kubernetes", "KubernetesAPI",
                "Local",
                "Releases", "Repositories", "Swarm", "Values", "Versions", "YAML", collections, arguments,
            ],
            swiftSettings: settings
        ),
        /// What `scripts/bench.sh` measures the engine with; no part of the product.
        .executableTarget(
            name: "render-bench",
            dependencies: ["Charts", "Diagnostics", "Values", collections],
            swiftSettings: settings
        ),
        // MARK: Tests
        .target(
            name: "TestSupport",
            dependencies: ["Diagnostics", "HTTP"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("Archives", ["Diagnostics"]),
        tests("Charts", ["Archives", "Compose", "Diagnostics", "Values", "Versions", "YAML", collections]),
        tests("Compose", ["Diagnostics", "Values", "YAML", collections]),
        tests("DockerAPI", ["Diagnostics", "HTTP", "Values"]),
        tests("GoTemplate", ["Diagnostics"]),
        tests("HTTP", ["Diagnostics"]),
        tests("JSONSchema", ["Diagnostics", "Values", collections]),
        tests(
            "Kubernetes",
            [
                "Archives", "Charts", "Compose", "Diagnostics", "HTTP", "JSONSchema", "KubernetesAPI",
                "Releases",
                "Values", "YAML", collections, subprocess,
            ]
        ),
        tests("KubernetesAPI", ["Diagnostics", "HTTP", "Values", collections]),
        tests("Local", ["Archives", "Compose", "Diagnostics", "Releases", "Values", "YAML", collections]),
        tests("Repositories", ["Archives", "Diagnostics", "HTTP", "Values", "YAML", collections]),
        tests(
            "Releases",
            ["Archives", "Charts", "Compose", "Diagnostics", "Values", "Versions", collections]
        ),
        tests(
            "Swarm",
            [
                "YAML", "Compose", "Diagnostics", "DockerAPI", "HTTP", "Releases", "Values", collections,
                subprocess,
            ]
        ),
        tests("TemplateFunctions", ["GoTemplate", "Values", "YAML"]),
        tests("Values", ["Diagnostics", collections]),
        tests("Versions", ["Diagnostics", "Values"]),
        tests("YAML", ["Diagnostics", "Values", "Versions", collections]),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: ["TestSupport", subprocess],
            swiftSettings: settings
        ),
    ]
)
