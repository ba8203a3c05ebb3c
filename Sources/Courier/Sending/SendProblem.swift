internal import ProbeKit

/// Why a request is not sent, in words without a secret.
struct SendProblem: Error, Hashable, Sendable {
    let failure: Sent.Failure
    let text: String

    init(_ failure: Sent.Failure, _ text: String) {
        self.failure = failure
        self.text = text
    }
}
