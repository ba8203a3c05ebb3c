import Controls
import ProbeKit

/// The last success of a service: by the service manager, which knows the last run since it started, and by the journal, which knows the
/// runs before.
///
/// A timer's last trigger proves nothing, and neither does a run that ended with a status other than 0, whatever `SuccessExitStatus=`
/// allows.
struct UnitAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let unit = set.source.contains(".") ? set.source : "\(set.source).service"
        guard let services = host.services else {
            return BackupListing(gap: Unread(unit, .notObservableUnderRoot, "only a tree of files is observed, and no service runs in it"))
        }
        var listing = BackupListing(source: unit)
        listing.keepsPoints = false
        do throws(ProbeFailure) {
            let state = try services.service(unit)
            let timers = try services.timers(starting: unit)
            listing.isRunning = ["activating", "reloading"].contains(state?.activeState ?? "")
            listing.remarks = Self.remarks(unit, state, timers)
            var collector = PointCollector(listing, minimumSize: 0, seeking: sought)
            if let state, let exited = state.exited { Self.add(state, exited, unit, to: &collector) }
            if collector.finished().newest == nil { try Self.addRemembered(services, set, unit, state, now: host.now, to: &collector) }
            return collector.finished()
        } catch {
            listing.gap = Unread(unit, error.reason, error.text)
            return listing
        }
    }

    private static func add(_ state: ServiceState, _ exited: Moment, _ unit: String, to collector: inout PointCollector) {
        let point = RestorePoint(unit, finish: exited.seconds)
        if state.result == "success", state.mainStatus == 0 {
            collector.add(point)
        } else {
            collector.add(point, deficit: "it ended with \(state.result), status \(state.mainStatus)")
        }
    }

    /// The success before, if the journal reaches back far enough to know it. It does not say with which status a run ended that its unit
    /// took for a success.
    private static func addRemembered(
        _ services: any ServiceManager, _ set: BackupSet, _ unit: String, _ state: ServiceState?, now: Moment,
        to collector: inout PointCollector
    ) throws(ProbeFailure) {
        guard let run = try services.lastSuccess(of: unit) else {
            let beginning = try services.journalBeginning()
            guard let beginning, CalendarText.seconds(from: beginning.seconds, to: now.seconds) >= set.maximumAge.value.seconds else {
                let since = beginning.map { "begins \(CalendarText.moment($0.seconds))" } ?? "is empty"
                throw ProbeFailure(.insufficientHistory, "the journal \(since), and knows of no success of \(unit)")
            }
            return
        }
        let point = RestorePoint(run.invocation.isEmpty ? unit : "\(unit) \(run.invocation)", finish: run.finished.seconds)
        let others = Set(state?.successStatuses ?? []).subtracting([0]).sorted()
        if !run.otherStatuses.isEmpty {
            let statuses = run.otherStatuses.map(String.init).joined(separator: ", ")
            collector.add(point, deficit: "it ended with status \(statuses), which its unit takes for a success")
        } else if others.isEmpty {
            collector.add(point)
        } else {
            let text =
                "the last run took status 0 or one that SuccessExitStatus= allows (\(others.map(String.init).joined(separator: ", "))); "
                + "the journal does not say which"
            throw ProbeFailure(.notObservable, text)
        }
    }

    private static func remarks(_ unit: String, _ state: ServiceState?, _ timers: [TimerState]) -> [String] {
        var remarks: [String] = []
        if let state {
            if state.loadState != "loaded" { remarks.append("\(unit) is \(state.loadState)") }
        } else {
            remarks.append("no unit is called \(unit)")
        }
        for timer in timers.prefix(8) {
            if !timer.isActive {
                remarks.append("\(timer.unit) is not active")
            } else if !timer.hasNextElapse {
                remarks.append("\(timer.unit) is active and never elapses again: `systemctl list-timers --all` shows it without NEXT")
            }
        }
        return remarks
    }
}
