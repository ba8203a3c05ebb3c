import Foundation
import ProbeKit
import Testing

@testable import Probes

/// What is and what is no nginx.conf: nginx itself is asked.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx"), "needs nginx"))
struct NginxAgainstNginxTests {
    @Test(arguments: [
        "events {}", "events {} http {}", "events { worker_connections 10; }", "events {", "events {} }", "events {} http { server {} ; }",
        "events {} http { server { server_name \"a b\" 'c'; } }", "events {} http { server { server_name \"a; } }",
        "events {} http { server { server_name a\\;b; } }", "events {} http { server { server_name a#b; } } # end",
        "events {} http { map $uri ${x} { default 1; } }", "events {} http { map $uri $x { \"{\" 1; } }",
        "events {} http { server_tokens off }",
        "events {} {", "events {} ;", "events {} http { server { return 200 \"a\\\"b;{}\"; } }", "events{}http{server{listen 80;}}",
        "events {} http { log_format x '$remote_addr' '\n{ };' \"#\"; }", "# nothing", "events {} http { server { server_name a\"b; } }",
        "events {} http { server { server_name \"a\"b; } }",
    ]) func `the same files are well formed`(text: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "soc2d-nginx-\(UUID().uuidString).conf").path
        defer { for left in [path, "\(path).pid"] { try? FileManager.default.removeItem(atPath: left) } }
        // Outside of its usual places, so that nothing of a running nginx is touched.
        let settings = "pid \(path).pid; error_log stderr;\n"
        try Data((settings + text + "\n").utf8).write(to: URL(filePath: path))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/nginx")
        process.arguments = ["-t", "-c", path, "-p", FileManager.default.temporaryDirectory.path]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // What nginx has against directives and values is not its syntax.
        let isBroken = words.contains("unexpected") || words.contains("too long parameter")
        let file = File(path: "/etc/nginx/nginx.conf", bytes: Array(text.utf8), status: FileStatus())
        #expect((NginxFile.directives(file) == nil) == isBroken, "\(words)")
    }
}
