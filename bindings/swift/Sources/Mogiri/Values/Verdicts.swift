/// A verdict by its parts, where a `switch` is too long.
extension Verdict {
    /// Who was admitted.
    public var admission: Admission? {
        if case .admitted(let admission) = self { admission } else { nil }
    }

    /// Why nobody was, refused or left to the lead.
    public var refusal: Refusal? {
        switch self {
        case .refused(let refusal), .ask(let refusal): refusal
        case .admitted, .repeat: nil
        }
    }

    /// The same code as a moment ago.
    public var `repeat`: Repeat? {
        if case .repeat(let `repeat`) = self { `repeat` } else { nil }
    }

    /// What staff should know beside the verdict.
    public var notes: [Note] {
        admission?.notes ?? refusal?.notes ?? []
    }

    /// Why nobody was admitted, now or a moment ago.
    public var reason: Reason? {
        if case .notAdmitted(let reason) = self.repeat?.of { reason } else { refusal?.reason }
    }
}

/// By the ticket's own id.
extension TicketSummary: Identifiable {}
