internal import OrderedCollections
internal import Values

extension Healthcheck {
    var value: Value {
        var section = Section()
        section.add("test", test ?? [])
        section.add("interval", duration: interval)
        section.add("timeout", duration: timeout)
        section.add("retries", retries)
        section.add("start_period", duration: startPeriod)
        section.add("start_interval", duration: startInterval)
        section.add("disable", whenTrue: isDisabled)
        return section.value
    }
}

extension Dependency {
    var value: Value {
        var section = Section()
        section.add("condition", condition.rawValue)
        section.add("restart", whenTrue: restart)
        if !isRequired { section.add("required", false) }
        return section.value
    }
}

extension Logging {
    var value: Value {
        var section = Section()
        section.add("driver", driver)
        section.add("options", options)
        return section.value
    }
}

extension Restart {
    /// The word of the document.
    var text: String {
        switch self {
        case .no: "no"
        case .always: "always"
        case .unlessStopped: "unless-stopped"
        case .onFailure(let attempts): attempts.map { "on-failure:\($0)" } ?? "on-failure"
        }
    }
}
