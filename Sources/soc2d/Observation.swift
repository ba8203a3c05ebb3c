import Controls
import Ledger
import LinuxHost
import ProbeKit

/// What a probe child does: it takes one request, looks once, judges, and says what came of it.
enum Observation {
    static func run(probe name: String) {
        ChildLimits.tieToParent()
        do {
            try answer(ParentChannel(), probe: name)
        } catch {
            try? ProbeReply.write(error, to: ThisProcess.write)
        }
    }

    private static func answer(_ parent: ParentChannel, probe name: String) throws(ProbeFailure) {
        var request = try request(from: parent)
        var past = PastLooks(previous: request.previous, baseline: request.baseline)
        (request.previous, request.baseline) = (nil, nil)
        guard let entry = EveryProbe.entries.first(where: { $0.manifest.probe == name }) else {
            throw ProbeFailure(.internalError, "no probe is called \(name)")
        }
        var settings = Settings(request.settings.map(\.assignment))
        let common = CommonSettings(&settings, usualDeadline: entry.manifest.usualDeadline)
        var results = Results(
            passesNamed: request.passesNamed, due: Set(request.checks.map(CheckID.init(rawValue:))), excluded: common.excluded,
            following: request.following, relay: relay)
        let evidence = try entry.execute(settings, try host(request, parent), &past, request.wantsEvidence, &results)
        do { try ProbeReply.write(results, evidence: evidence, to: ThisProcess.write) } catch {
            throw ProbeFailure(.internalError, "the results cannot be written: \(error)")
        }
    }

    /// Writes results while others are judged. A line that is no reply makes the parent refuse all of it.
    private static let relay = ResultRelay { results in
        do { try ProbeReply.write(results, to: ThisProcess.write) } catch { ThisProcess.write(Array("unwritable\n".utf8)) }
    }

    /// Takes the request, and the limits that its first line sets before the rest of it.
    private static func request(from parent: ParentChannel) throws(ProbeFailure) -> ProbeRequest {
        let nextLine = { parent.nextLine(limit: ProbeRequest.lineLimit) }
        guard let line = nextLine(), var request = try? ProbeRequest(canonicalJSON: line) else {
            throw ProbeFailure(.internalError, "observe takes a request on descriptor 0, from soc2d itself")
        }
        ChildLimits.apply(memory: request.memoryLimit, cpuSeconds: request.cpuSeconds)
        do { try request.takeEvidence(nextLine) } catch { throw ProbeFailure(.internalError, error.text) }
        return request
    }

    private static func host(_ request: ProbeRequest, _ parent: ParentChannel) throws(ProbeFailure) -> Host {
        let root = HostPath(Subject.unescaping(request.root))
        do {
            var host = request.root.isEmpty ? try LiveHost.current(dialer: ParentDialer(parent)) : try LiveHost.tree(below: root)
            host.keyring = request.keyring(HostCryptography())
            return host
        } catch {
            throw ProbeFailure(error.reason, "\(error.path): \(error.text)")
        }
    }
}
