internal import CSystemd
internal import Glibc

/// A connection to systemd, the service manager: org.freedesktop.systemd1(5). Asks only.
@safe package struct ManagerBus: ~Copyable {
    private let bus: OpaquePointer

    /// The manager's own socket, which root may use also where no message bus runs, and the message bus.
    private static let privateAddress = "unix:path=/run/systemd/private"
    private static let systemAddress = "unix:path=/run/dbus/system_bus_socket"
    private static let destination = "org.freedesktop.systemd1"
    private static let manager = "/org/freedesktop/systemd1"
    /// How long one answer is waited for.
    package static let patienceSeconds: UInt64 = 5
    private static let patience = patienceSeconds * 1_000_000

    package init() throws(BusFailure) {
        do throws(BusFailure) {
            unsafe bus = try Self.connected(to: Self.privateAddress, isMessageBus: false)
        } catch {
            switch error {
            case .absent, .denied: unsafe bus = try Self.connected(to: Self.systemAddress, isMessageBus: true)
            case .late, .failed: throw error
            }
        }
    }

    deinit { unsafe sd_bus_close_unref(bus) }

    private static func connected(to address: String, isMessageBus: Bool) throws(BusFailure) -> OpaquePointer {
        var made: OpaquePointer?
        let result = unsafe sd_bus_new(&made)
        guard result >= 0, let bus = unsafe made else { throw BusFailure(code: result) }
        do throws(BusFailure) {
            try check(unsafe sd_bus_set_address(bus, address))
            try check(unsafe sd_bus_set_bus_client(bus, isMessageBus ? 1 : 0))
            try check(unsafe sd_bus_set_method_call_timeout(bus, patience))
            try check(unsafe sd_bus_start(bus))
            try unsafe greet(bus)
        } catch {
            unsafe sd_bus_close_unref(bus)
            throw error
        }
        return unsafe bus
    }

    /// Waits until the other side has let us in: by itself the library waits 90 seconds for that.
    private static func greet(_ bus: OpaquePointer) throws(BusFailure) {
        let end = ContinuousClock.now + .microseconds(Int64(patience))
        while try unsafe check(sd_bus_is_ready(bus)) == 0 {
            if try unsafe check(sd_bus_process(bus, nil)) > 0 { continue }
            let left = (end - .now) / .microseconds(1)
            guard left > 0 else { throw .late }
            try check(unsafe sd_bus_wait(bus, UInt64(left)))
        }
    }

    /// The object of a unit, which is loaded if it was not; for a name that no unit has, too.
    package func unit(_ name: String) throws(BusFailure) -> UnitObject {
        var request: OpaquePointer?
        try Self.check(
            unsafe sd_bus_message_new_method_call(
                bus, &request, Self.destination, Self.manager, "org.freedesktop.systemd1.Manager", "LoadUnit"))
        defer { unsafe sd_bus_message_unref(request) }
        try Self.check(unsafe sd_bus_message_set_auto_start(request, 0))
        try Self.check(unsafe name.withCString { unsafe sd_bus_message_append_basic(request, CChar(UInt8(ascii: "s")), $0) })
        var error = unsafe sd_bus_error()
        defer { unsafe sd_bus_error_free(&error) }
        var reply: OpaquePointer?
        let result = unsafe sd_bus_call(bus, request, Self.patience, &error, &reply)
        guard result >= 0 else { throw unsafe BusFailure(code: result, error) }
        return UnitObject(path: try unsafe BusReply(reply).text(of: "o"))
    }

    /// Whether the host is going down, as `systemctl is-system-running` says it: the property `SystemState`.
    package func isShuttingDown() throws(BusFailure) -> Bool {
        try property("SystemState", "Manager", of: UnitObject(path: Self.manager), type: "s").text(of: "s") == "stopping"
    }

    /// A property of a kind such as `Unit`, `Service` or `Timer`, of type `s`.
    package func text(_ name: String, _ kind: String, of unit: UnitObject) throws(BusFailure) -> String {
        try property(name, kind, of: unit, type: "s").text(of: "s")
    }

    /// A property of type `t`.
    package func number(_ name: String, _ kind: String, of unit: UnitObject) throws(BusFailure) -> UInt64 {
        try property(name, kind, of: unit, type: "t").number()
    }

    /// A property of type `i`.
    package func status(_ name: String, _ kind: String, of unit: UnitObject) throws(BusFailure) -> Int32 {
        try property(name, kind, of: unit, type: "i").status()
    }

    /// A property of type `as`; not more than `limit` of its texts.
    package func texts(_ name: String, _ kind: String, of unit: UnitObject, limit: Int) throws(BusFailure) -> [String] {
        try property(name, kind, of: unit, type: "as").texts(limit: limit)
    }

    /// The exit statuses of a property of type `(aiai)`, which holds signals as well; not more than `limit`.
    package func statuses(_ name: String, _ kind: String, of unit: UnitObject, limit: Int) throws(BusFailure) -> [Int32] {
        try property(name, kind, of: unit, type: "(aiai)").statuses(limit: limit)
    }

    private func property(_ name: String, _ kind: String, of unit: UnitObject, type: String) throws(BusFailure) -> BusReply {
        var error = unsafe sd_bus_error()
        defer { unsafe sd_bus_error_free(&error) }
        var reply: OpaquePointer?
        let result = unsafe sd_bus_get_property(
            bus, Self.destination, unit.path, "org.freedesktop.systemd1.\(kind)", name, &error, &reply, type)
        guard result >= 0 else { throw unsafe BusFailure(code: result, error) }
        return unsafe BusReply(reply)
    }

    @discardableResult private static func check(_ result: Int32) throws(BusFailure) -> Int32 { try BusFailure.check(result) }
}

/// A unit that the service manager has loaded.
package struct UnitObject: Hashable, Sendable {
    let path: String
}
