import Diagnostics
import Repositories

extension ChartOptions {
    /// Credentials and certificates for the repository.
    func access(_ context: Context) -> RepositoryEntry {
        RepositoryEntry(
            url: "",
            username: username ?? "",
            password: password ?? "",
            certFile: certFile.map(context.path) ?? "",
            keyFile: keyFile.map(context.path) ?? "",
            caFile: caFile.map(context.path) ?? "",
            skipsTLSVerification: insecureSkipTlsVerify,
            passesCredentialsEverywhere: passCredentials
        )
    }

    /// Which version is wanted.
    var query: VersionQuery {
        VersionQuery(version: version ?? "", includesPrereleases: devel)
    }
}

extension Settings {
    /// The user's repositories.
    var catalog: RepositoryCatalog {
        RepositoryCatalog(
            paths: RepositoryPaths(listFile: repositoryConfig, cacheFolder: repositoryCache)
        )
    }
}
