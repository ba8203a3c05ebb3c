/// Somebody who is told of deficiencies: one file `destinations.d/NAME.destination`, without any secret.
package struct Destination: Hashable, Sendable {
    /// The name of its file without `.destination`.
    package let name: String
    package let kind: DestinationKind
    /// `Credential=`: under which name the courier finds the address and the secrets; as a rule the name of the destination.
    package var credential: String
    /// `Severity=`: the lowest that is sent.
    package var lowestSeverity = Severity.low
    /// `Probe=`, `Control=`, `Criterion=`: what is sent; empty for all.
    package var probes: [String] = []
    package var controls: [String] = []
    package var criteria: [Criterion] = []
    /// `QuietHours=`: when nothing but what is critical is sent.
    package var quietHours: QuietHours?
    /// `Escalation=`: whether it receives only what could not be delivered elsewhere.
    package var isEscalation = false
    /// `Internal=`: whether it may have a private, loopback or link-local address.
    package var isInternal = false
    /// `Confirm=response`: whether it answers only once the message can be read.
    package var isConfirmed = false
    package var format = Format.standardWebhooks
    /// `CAFile=`: the certificates in this file alone are trusted; nil for those of the system.
    package var caFile: String?
    /// `Pin=`: `sha256//` and the digest of a public key in base64 each; the server must show one of them.
    package var pins: [String] = []
    /// `Proxy=`: nil to connect directly.
    package var proxy: String?
    /// The line that begins it; nil for the journal where no file speaks of it.
    package let place: Place?

    /// What a webhook is sent.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        case standardWebhooks = "standard-webhooks"
        case cloudEvents = "cloudevents"
    }

    /// The destination that every host has.
    package static let journal = "journal"

    package init(name: String, kind: DestinationKind, place: Place? = nil) {
        self.name = name
        self.kind = kind
        self.place = place
        credential = name
    }

    /// Whether it wants to be told of a deficiency of this kind.
    /// - Parameter criteria: those of the control.
    package func wants(probe: String, control: String, criteria: some Sequence<Criterion>, severity: Severity) -> Bool {
        severity >= lowestSeverity && (probes.isEmpty || probes.contains(probe)) && (controls.isEmpty || controls.contains(control))
            && (self.criteria.isEmpty || criteria.contains(where: self.criteria.contains))
    }
}

extension DestinationKind {
    /// Whether the courier sends to it: over HTTP, with secrets.
    package var isRemote: Bool { self != .journald }
    /// Whether it can be set up to answer only once the message can be read.
    package var canConfirm: Bool { self == .teams || self == .matrix }
}
