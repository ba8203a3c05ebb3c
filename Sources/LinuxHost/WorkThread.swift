internal import CLinux

/// Threads with small stacks, which nobody waits for.
package enum WorkThread {
    private static let stackSize = 512 << 10

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts some work; false where no thread can be had.
    package static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        let body = unsafe Unmanaged.passRetained(Body(run))
        let error = unsafe soc2d_start_thread(
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque(), stackSize)
        if error != 0 { unsafe body.release() }
        return error == 0
    }
}
