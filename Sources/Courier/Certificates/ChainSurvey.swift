internal import ProbeKit

/// Asks a service for its certificates the way clients of several kinds would, with handshakes of OpenSSL. No certificate makes
/// it fetch anything: no OCSP, no CRL, no issuer.
package struct ChainSurvey {
    /// Why no connection could be opened, for people.
    package struct NoConnection: Error, Hashable, Sendable {
        package let text: String

        package init(_ text: String) { self.text = text }
    }

    /// What each client was shown; the second client that takes everything only where it saw another leaf than the first.
    package private(set) var lists: [PresentedList] = []
    /// How many connections were asked for.
    package private(set) var connections = 0

    /// Milliseconds that one handshake may take, with its connection.
    private static let patience = 4000

    /// - Parameters:
    ///   - deadline: the end of everything.
    ///   - open: makes a new connection on which a ClientHello may be sent, with the deadline that it is given.
    package init(
        of serverName: String?, until deadline: Deadline, open: (Deadline) throws(NoConnection) -> Connection
    ) {
        for client in [PresentedChain.Client.any, .any, .rsa, .ecdsa] {
            var list = list(client, serverName, deadline, open)
            // Only an alert is a refusal: a connection that just ends may have met a limit of connections.
            if list.certificates.isEmpty, list.problem?.contains(" alert ") != true { list = self.list(client, serverName, deadline, open) }
            if client == .any, let first = lists.first, first.certificates.first == list.certificates.first || list.certificates.isEmpty {
                continue
            }
            lists.append(list)
        }
    }

    private mutating func list(
        _ client: PresentedChain.Client, _ serverName: String?, _ deadline: Deadline,
        _ open: (Deadline) throws(NoConnection) -> Connection
    ) -> PresentedList {
        var nothing = PresentedList(client)
        guard !deadline.hasPassed else {
            nothing.problem = ConnectionFailure.late.text
            return nothing
        }
        guard let session = ChainClient(client, serverName: serverName) else {
            nothing.problem = "OpenSSL takes no such name"
            return nothing
        }
        connections += 1
        do { return session.list(over: try open(deadline.orAfter(milliseconds: Self.patience))) } catch {
            nothing.problem = error.text
            return nothing
        }
    }
}
