package import Compose
internal import OrderedCollections
package import Values

/// What a revision wants an engine to have: a project, and Kubernetes objects that the chart writes itself.
package struct DesiredState: Sendable, Hashable {
    package var project: Project
    /// Kubernetes objects as they are written, in the order of the templates; those that are hooks are in `hooks`.
    package var objects: [Value]
    /// Kubernetes objects that run at a moment in the life of the release, by the annotation `helm.sh/hook`.
    package var hooks: [Value]

    package init(project: Project, objects: [Value] = [], hooks: [Value] = []) {
        self.project = project
        self.objects = objects
        self.hooks = hooks
    }

    /// What the chart's own objects run, by the names that `status` shows: `deployment/web`.
    package var ownWorkloads: [String] {
        workloads.map {
            "\(($0["kind"]?.stringValue ?? "").lowercased())/\($0.at("metadata", "name")?.stringValue ?? "")"
        }
    }

    /// The namespaces that these say to be in.
    package var workloadNamespaces: Set<String> {
        Set(workloads.compactMap { $0.at("metadata", "namespace")?.stringValue })
    }

    private var workloads: [Value] {
        objects.filter {
            ["Deployment", "StatefulSet", "DaemonSet", "Job"].contains($0["kind"]?.stringValue)
        }
    }

    /// What uninstalling removes: everything without the mark to be kept, which is `x-davit.keep` or Helm's
    /// annotation.
    var removable: DesiredState {
        var rest = self
        rest.project.services = project.services.filter { !$0.value.directives.keep }
        rest.project.networks = project.networks.filter { !$0.value.directives.keep }
        rest.project.volumes = project.volumes.filter { !$0.value.directives.keep }
        rest.project.configs = project.configs.filter { !$0.value.directives.keep }
        rest.project.secrets = project.secrets.filter { !$0.value.directives.keep }
        rest.objects = objects.filter {
            $0.at("metadata", "annotations", "helm.sh/resource-policy")?.stringValue != "keep"
        }
        return rest
    }
}

extension RevisionRecord {
    /// What the revision wants an engine to have, as far as the record tells.
    package var desired: DesiredState {
        DesiredState(project: project, objects: objects, hooks: hooks)
    }
}
