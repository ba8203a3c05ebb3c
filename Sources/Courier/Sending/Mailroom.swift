internal import Controls
internal import Glibc
package import ProbeKit

/// Everything that the courier needs to send: destinations, secrets and trust anchors, all read once, at its start. Who changes them
/// needs another courier.
package struct Mailroom: Sendable {
    private var counters: [String: Counter] = [:]
    private let limits: TransferLimits

    /// What is known of one destination.
    private struct Counter: Sendable {
        let destination: Destination
        let credential: Result<Credential, SendProblem>
        let anchors: Result<[UInt8]?, SendProblem>
    }

    /// Certificates in PEM; a whole bundle of the system is a fifth of that.
    private static let anchorLimit = 1 << 20

    /// To be called before there is a second thread, and before files are out of reach.
    /// - Parameters:
    ///   - configuration: stands for `/etc/soc2d`.
    ///   - credentials: what `$CREDENTIALS_DIRECTORY` names.
    package init(configuration: String, credentials: CredentialDirectory, limits: TransferLimits = TransferLimits()) {
        self.limits = limits
        Transfer.prepare()
        for destination in DestinationDirectory.reader(configuration).destinations where destination.kind.isRemote {
            let credential = Result { () throws(SendProblem) in try Credential(credentials.bytes(of: destination.credential)) }
            let anchors = Result { () throws(SendProblem) in try Self.anchors(destination.caFile) }
            counters[destination.name] = Counter(destination: destination, credential: credential, anchors: anchors)
        }
    }

    /// Sends what is asked, and waits for the reply.
    /// - Parameter now: seconds since 1970.
    package func send(_ order: SendRequest, now: Int64) -> Sent {
        guard let counter = counters[order.destination] else {
            return Sent(.unknownDestination, "no valid file of this host describes the destination")
        }
        do throws(SendProblem) {
            let credential = try counter.credential.get()
            let redactor = Redactor(credential.secrets)
            do throws(SendProblem) {
                let errand = Errand(destination: counter.destination, credential: credential, order: order, now: now)
                return Self.redacted(try transfer(errand, anchors: counter.anchors.get()).run(), redactor)
            } catch {
                throw SendProblem(error.failure, redactor.redacted(error.text))
            }
        } catch {
            return Sent(error.failure, error.text)
        }
    }

    private func transfer(_ errand: Errand, anchors: [UInt8]?) throws(SendProblem) -> Transfer {
        let request = try errand.request()
        let destination = errand.destination
        let rule: AddressRule = request.address.isPlain ? .loopback : destination.isInternal ? .anywhere : .outside
        return Transfer(
            request: request, rule: rule, anchors: anchors, pins: destination.pins, proxy: destination.proxy, limits: limits)
    }

    private static func anchors(_ path: String?) throws(SendProblem) -> [UInt8]? {
        guard let path else { return nil }
        do throws(SmallFile.Problem) { return try SmallFile(path, limit: anchorLimit).bytes } catch {
            throw SendProblem(.config, "CAFile= names a file that cannot be read")
        }
    }

    /// Bytes of a reply that may be logged.
    private static let excerptLimit = 512

    private static func redacted(_ sent: Sent, _ redactor: Redactor) -> Sent {
        var sent = sent
        sent.body = redactor.redacted(sent.body, isCut: sent.isCut)
        if sent.body.count > TransferLimits().body { sent.body.removeLast(sent.body.count - TransferLimits().body) }
        sent.headers = sent.headers.map { ReplyHeader($0.name, redactor.redacted($0.value)) }
        sent.excerpt = sent.failure == nil ? Subject.escaping(sent.body.prefix(excerptLimit)) : redactor.redacted(sent.excerpt)
        return sent
    }
}
