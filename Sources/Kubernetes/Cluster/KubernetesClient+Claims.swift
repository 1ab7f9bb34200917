import Diagnostics
import KubernetesAPI
import Values

extension KubernetesClient {
    /// Applies an object whose claim templates may count as the server's own.
    ///
    /// A controller of servers before 1.21 that writes the status of a StatefulSet counts as having set everything in
    /// its claim templates. They cannot be changed, so taking them changes nothing, and what anybody else has set
    /// is still a conflict.
    func applyWithClaims(
        _ object: Value,
        to resource: APIResource,
        namespace: String?,
        force: Bool,
        isDryRun: Bool = false
    ) async throws -> AppliedObject {
        do {
            return try await apply(
                object,
                to: resource,
                namespace: namespace,
                force: force,
                isDryRun: isDryRun
            )
        } catch let failure as Failure where failure.apiError?.isAboutClaimTemplates == true {
            return try await apply(
                object,
                to: resource,
                namespace: namespace,
                force: true,
                isDryRun: isDryRun
            )
        }
    }
}

extension APIError {
    /// Whether nothing but claim templates stands in the way, and nobody but the server's controllers has set them.
    var isAboutClaimTemplates: Bool {
        isFieldManagerConflict
            && fieldConflicts.allSatisfy { conflict in
                conflict.manager == "kube-controller-manager"
                    && conflict.field.hasPrefix(".spec.volumeClaimTemplates")
            }
    }
}
