import Foundation
import Glibc
import Logging
import Systemd
import Testing

/// Where the lines of a service go.
@Suite struct ServiceLogTests {
    /// Descriptor 2 of this process, as `JOURNAL_STREAM` would name it.
    private var stream: String {
        var status = stat()
        fstat(2, &status)
        return "\(status.st_dev):\(status.st_ino)"
    }

    private func logger(_ journald: borrowing JournaldSocket, stream: String?) -> Logger {
        let path = journald.path
        return Logger(label: "soc2d") { _ in ServiceLog(stream: stream, path: path) }
    }

    @Test func `where journald reads descriptor 2, a line is an entry with its fields`() throws {
        let journald = try JournaldSocket()
        logger(journald, stream: stream).warning("A place is full.", metadata: ["path": "/var", "SOC2D_KEY": "a b"])
        #expect(
            journald.entries() == [
                ["MESSAGE=A place is full.", "PRIORITY=4", "SYSLOG_IDENTIFIER=soc2d", "SOC2D_KEY=a b", "SOC2D_PATH=/var"]
            ])
    }

    @Test func `the names of fields are such as journald takes`() throws {
        let journald = try JournaldSocket()
        logger(journald, stream: stream).notice("m", metadata: ["größe.x-y": "1"])
        #expect(journald.entries().first?.last == "SOC2D_GR__E_X_Y=1")
    }

    @Test(arguments: [nil, "", "1:1", "nonsense"]) func `elsewhere journald hears nothing`(_ stream: String?) throws {
        let journald = try JournaldSocket()
        logger(journald, stream: stream).info("m")
        #expect(journald.entries().isEmpty)
    }
}
