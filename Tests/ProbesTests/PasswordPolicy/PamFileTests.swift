import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct PamFileTests {
    private func file(_ text: String) -> PamFile { PamFile(parsing: Array(text.utf8)) }

    private func stack(_ files: [String: String], _ type: PamType = .auth) -> PamStack {
        var tree: MemoryTree = ["/etc/pam.d": .directory()]
        for (name, text) in files { tree[HostPath(name.hasPrefix("/") ? name : "/etc/pam.d/\(name)")] = .text(text) }
        let configuration = PamConfiguration(of: ["svc"], in: tree)
        return PamResolver.stack(type, of: "svc", in: configuration, modules: PamModules(namedIn: configuration, in: tree))
    }

    private func answers(_ stack: PamStack) -> Set<Bool> {
        let ends = PamWalk.ends(stack.entries, from: 0) { index, fact in
            (stack.entries[index].fixedAnswers ?? [.success]).map { .init($0, fact) }
        }
        return Set((ends ?? []).map(\.isGranted))
    }

    @Test func `words split at white space, and brackets keep them together`() {
        var words = PamWords(Array("a\t[b  c\\]d] [e=1]f".utf8)[...])
        #expect(words.rest().map(\.escaped) == ["a", "b  c]d", "e=1", "f"])
    }

    @Test func `a comment ends a line anywhere, and a continued line goes on past comments`() {
        let lines = file("auth required \\\n# aside\n\n  pam_permit.so a # b \\\nauth optional pam_deny.so\n").lines
        #expect(lines.map(\.number) == [1, 5])
        #expect(lines[0].content == .module(path: Array("pam_permit.so".utf8)[...], arguments: [Array("a".utf8)[...]]))
    }

    @Test func `a continuation without end breaks the file`() {
        #expect(file("auth required pam_permit.so\nauth required \\\n").brokenLine == 2)
        #expect(stack(["svc": "auth required pam_permit.so\nauth required \\\n"]).brokenLine == 2)
    }

    @Test func `capitals, a dash and an absolute path make no difference`() {
        let entry = stack(["svc": "-AUTH Required /usr/lib/security/pam_unix.so nullok\n"]).entries.first
        #expect(entry?.module == "pam_unix")
        #expect(entry?.control.action(for: .authError) == .bad)
    }

    @Test func `tables read as libpam reads them`() {
        let control = { (text: String) in PamControl(parsing: Array(text.utf8)[...]) }
        let table = control("success=2 default=ignore auth_err=die")
        #expect(table.action(for: .success) == .jump(2))
        #expect(table.action(for: .authError) == .die)
        #expect(table.action(for: .abort) == .ignore)
        #expect(control(" success = ok ").action(for: .ignore) == .bad)
        for bad in ["success", "success=0", "success=maybe", "oops=ok", "success=okay"] {
            #expect(control(bad) == PamControl(), "\(bad)")
        }
    }

    @Test func `a line of no known type must fail in auth, as its control lets it`() {
        // Confirmed with libpam 1.5.2: `optional` lets the stack go on.
        let stack = stack(["svc": "foo optional pam_permit.so\nauth required pam_permit.so\n"])
        #expect(stack.entries.map(\.kind) == [.mustFail, .module])
        #expect(answers(stack) == [true])
    }

    @Test func `an include that is not there must fail, whatever its line says`() {
        // Confirmed with libpam 1.5.2: permission denied.
        #expect(answers(stack(["svc": "auth include nowhere\nauth optional pam_permit.so\n"])) == [false])
    }

    @Test func `an at-include that is not there spoils the service, and one in other spoils all`() {
        #expect(stack(["svc": "auth required pam_permit.so\n@include nowhere\n"]).brokenLine == 2)
        let other = stack(["svc": "auth required pam_permit.so\n", "other": "@include nowhere\n"])
        #expect(other.brokenPath == "/etc/pam.d/other")
    }

    @Test func `the first directory with the service wins, and includes of vendor files are doubtful`() {
        let own = stack(["svc": "auth required pam_permit.so\n", "/usr/lib/pam.d/svc": "auth required pam_deny.so\n"])
        #expect(own.entries.map(\.path) == ["/etc/pam.d/svc"])
        let vendor = stack(["/usr/lib/pam.d/svc": "auth required pam_permit.so\n"])
        #expect(vendor.entries.map(\.path) == ["/usr/lib/pam.d/svc"])
        let doubtful = stack(["svc": "auth include more\n", "/usr/lib/pam.d/more": "auth required pam_permit.so\n"])
        #expect(doubtful.unread?.reason == .unsupportedFormat)
    }

    @Test func `other serves each type of which the service has no line`() {
        let files = ["svc": "auth required pam_permit.so\n", "other": "auth required pam_deny.so\npassword required pam_deny.so\n"]
        #expect(stack(files).isOther == false)
        #expect(stack(files, .password).isOther)
        #expect(stack(files, .password).entries.map(\.module) == ["pam_deny"])
    }

    @Test func `files that include each other end`() {
        let circle = stack(["svc": "auth include svc\nauth required pam_permit.so\n"])
        #expect(circle.entries.contains { $0.kind == .mustFail })
        let wide = stack(["svc": String(repeating: "auth include svc\n", count: 50)])
        #expect(wide.unread?.reason == .limitExceeded)
    }

    @Test func `arguments of modules that are not known stay out of the evidence`() {
        let stack = stack(["svc": "auth required pam_mysql.so user=a passwd=hunter2 use_first_pass\n"])
        #expect(stack.entries.map(\.arguments) == [["use_first_pass"]])
    }

    @Test func `a missing module answers module unknown, also with a dash`() {
        let library = "/usr/lib/x86_64-linux-gnu/security/pam_permit.so"
        let missing = stack([library: "", "svc": "-auth optional pam_gone.so\nauth required pam_permit.so\n"])
        #expect(missing.entries.map(\.kind) == [.missing, .module])
        #expect(answers(missing) == [true])
        #expect(answers(stack([library: "", "svc": "-auth required pam_gone.so\nauth required pam_permit.so\n"])) == [false])
    }
}
