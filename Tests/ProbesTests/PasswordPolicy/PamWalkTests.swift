import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Stacks of `pam_debug` with answers that are settled, as libpam 1.5.2 of Debian 12 decided them.
@Suite struct PamWalkTests {
    /// The stacks of `svc`, `2` and `1`: each line a control and an answer, or an include; and whether libpam granted.
    struct Case: Sendable {
        let service: String
        let two: String
        let one: String
        let isGranted: Bool
    }

    @Test(arguments: confirmedByLibpam) func `a stack comes to what libpam decided`(_ example: Case) {
        #expect(decision(on: example) == [example.isGranted])
    }

    @Test func `a free module leaves both ways open`() {
        let stack = resolved(["svc": "auth requisite pam_any.so\nauth required pam_permit.so\n"])
        let ends = PamWalk.ends(stack.entries, from: 0) { index, fact in
            (stack.entries[index].fixedAnswers ?? PamReturn.finished).map { .init($0, fact) }
        }
        #expect(ends == [.init(isGranted: true, fact: 0), .init(isGranted: false, fact: 0)])
    }

    @Test func `many free modules with facts of their own stay within the bound`() {
        let stack = resolved(["svc": String(repeating: "auth optional pam_any.so\n", count: 40)])
        let ends = PamWalk.ends(stack.entries, from: [Int]()) { index, fact in [.init(.success, fact), .init(.authError, fact + [index])] }
        #expect(ends == nil)
    }

    private func decision(on example: Case) -> [Bool] {
        let stack = resolved(["svc": text(example.service), "2": text(example.two), "1": text(example.one)])
        let ends = PamWalk.ends(stack.entries, from: 0) { index, fact in
            let answer = stack.entries[index].arguments.first?.dropFirst(5).description ?? "perm_denied"
            return [.init(PamReturn.names.firstIndex(of: answer).flatMap(PamReturn.init) ?? .abort, fact)]
        }
        return (ends ?? []).map(\.isGranted)
    }

    private func text(_ short: String) -> String {
        short.split(separator: "; ").map { line in
            if line.hasPrefix("include") || line.hasPrefix("substack") { return "auth \(line)\n" }
            let answer = line.split(separator: " ").last ?? ""
            return "auth \(line.dropLast(answer.count)) pam_debug.so auth=\(answer)\n"
        }.joined()
    }

    private func resolved(_ files: [String: String]) -> PamStack {
        var tree = MemoryTree()
        for (name, text) in files { tree[HostPath("/etc/pam.d/\(name)")] = .text(text) }
        let configuration = PamConfiguration(of: ["svc"], in: tree)
        return PamResolver.stack(.auth, of: "svc", in: configuration, modules: PamModules(namedIn: configuration, in: tree))
    }
}
