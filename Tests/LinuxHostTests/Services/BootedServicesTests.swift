import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

/// The units of `Tests/Integration/units.py` on the Debian that it boots, whose first or second boot `SOC2D_BOOTED` names. A service that
/// cannot be named and a host without systemd are looked at everywhere.
struct BootedServicesTests {
    private static let boot = ProcessInfo.processInfo.environment["SOC2D_BOOTED"]
    private static let succeeded = ["good", "remaining", "simple", "warned", "ignored", "broken", "skipped", "forging"]
    private let services = SystemdServices()

    @Test func `what is no name of a service is not asked for`() {
        for name in ["a/b", "", "good.timer"] {
            #expect { try services.service(name) } throws: { ($0 as? ProbeFailure)?.reason == .notConfigured }
            #expect { try services.timers(starting: name) } throws: { ($0 as? ProbeFailure)?.reason == .notConfigured }
            #expect { try services.lastSuccess(of: name) } throws: { ($0 as? ProbeFailure)?.reason == .notConfigured }
        }
    }

    @Test(.enabled(if: !FileManager.default.fileExists(atPath: "/run/systemd/private"), "needs a host without systemd"))
    func `where there is no systemd its services cannot be observed`() {
        #expect { try services.service("good") } throws: { ($0 as? ProbeFailure)?.reason == .notObservable }
        #expect { try services.timers(starting: "good") } throws: { ($0 as? ProbeFailure)?.reason == .notObservable }
    }

    @Test(.enabled(if: boot != nil, "needs the units of Tests/Integration/units.py"))
    func `the journal tells of every run that succeeded, over two boots, and of no other`() throws {
        let now = LiveHost.now
        let beginning = try #require(try services.journalBeginning())
        for name in Self.succeeded {
            let run = try #require(try services.lastSuccess(of: name), "\(name)")
            #expect(run.finished >= beginning && run.finished <= now && run.invocation.count == 32 && run.otherStatuses == [], "\(name)")
        }
        for name in ["failing", "late", "unfinished", "never", "running", "stopped", "halted", "nobody-made-this"] {
            #expect(try services.lastSuccess(of: name) == nil, "\(name)")
        }
        #expect(try services.lastSuccess(of: "alias") == services.lastSuccess(of: "good"))
    }

    @Test(.enabled(if: boot == "first", "needs the units of Tests/Integration/units.py"))
    func `the manager tells how the last run ended of what it has not forgotten`() throws {
        let state = { (name: String) in try #require(try services.service(name), "\(name)") }
        #expect(try services.service("nobody-made-this") == nil)
        let good = try state("good")
        #expect(good.loadState == "loaded" && good.activeState == "inactive" && good.result == "success" && good.type == "oneshot")
        #expect(good.fragmentPath == "/etc/systemd/system/good.service" && good.mainStatus == 0)
        let (started, exited) = (try #require(good.started), try #require(good.exited))
        #expect(started <= exited)
        #expect(try #require(try services.lastSuccess(of: "good")).finished >= exited)
        #expect(try state("failing").result == "exit-code" && state("failing").mainStatus == 1)
        #expect(try state("late").result == "timeout" && state("late").mainStatus == 15)
        #expect(try state("unfinished").result == "exit-code" && state("unfinished").mainStatus == 0)
        #expect(try state("warned").result == "success" && state("warned").mainStatus == 3 && state("warned").successStatuses == [3])
        #expect(try state("running").activeState == "activating" && state("running").exited == nil && state("running").started != nil)
        #expect(try state("never").exited == nil && state("never").result == "success")
        #expect(try state("simple").exited == nil && state("simple").result == "success")
        #expect(try state("remaining").activeState == "active")
        #expect(try state("failing").successStatuses == [])
    }

    @Test(.enabled(if: boot == "first", "needs the units of Tests/Integration/units.py"))
    func `timers are told with whether they will ever elapse again`() throws {
        let timers = { (name: String) in try services.timers(starting: name).map { [$0.unit, "\($0.isActive)", "\($0.hasNextElapse)"] } }
        #expect(try timers("good") == [["good.timer", "true", "true"]])
        #expect(try timers("never") == [["never.timer", "true", "false"], ["other.timer", "true", "true"]])
        #expect(try timers("failing") == [["failing.timer", "true", "true"]])
        #expect(try timers("simple") == [["simple.timer", "false", "false"]])
        #expect(try timers("late") == [])
        #expect(try timers("nobody-made-this") == [])
        #expect(try services.timers(starting: "good").first?.lastTrigger == nil)
    }

    @Test(.enabled(if: boot == "again", "needs the units of Tests/Integration/units.py"))
    func `after a boot the manager knows of no run`() throws {
        for name in ["good", "failing", "warned", "remaining", "running"] {
            let state = try #require(try services.service(name), "\(name)")
            #expect(state.loadState == "loaded" && state.exited == nil && state.started == nil, "\(name)")
        }
    }
}
