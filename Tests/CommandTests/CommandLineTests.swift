import Foundation
import Testing

/// The command line as people type it, and mistype it.
struct CommandLineTests {
    @Test func `without --once, probe says what to type, and ends with 64`() throws {
        let command = try Command("probe")
        #expect(command.status == 64)
        #expect(command.errors.contains("soc2d probe --once"))
    }

    @Test(arguments: [["probe", "--once", "pasword-policy"], ["probes", "pasword-policy"]])
    func `a mistyped probe is a usage error that names the right one`(arguments: [String]) throws {
        let command = try Command(arguments)
        #expect(command.status == 64)
        #expect(command.errors.contains("did you mean “password-policy”?"))
    }

    @Test func `an unknown command, option or format is a usage error`() throws {
        for arguments in [["prob"], ["probe", "--onec"], ["probe", "--once", "--format", "yaml"], ["observe"]] {
            #expect(try Command(arguments).status == 64, "\(arguments)")
        }
    }

    @Test func `a root that is not there is a usage error that names it`() throws {
        let command = try Command("probe", "--once", "--root", "/no/such/tree")
        #expect(command.status == 64)
        #expect(command.errors.contains("/no/such/tree"))
    }

    @Test(arguments: [
        ("[Control]\nIdd=1\n", "x.control:2: no key is called “Idd”; did you mean “Id”?"),
        ("[Controll]\n", "x.control:1: no section is called “Controll”; did you mean “Control”?"),
        ("[Control]\nId=1\n[Test]\nProbe=open-port\n", "x.control:4: no probe is called “open-port”; did you mean “open-ports”?"),
        ("[Control]\nCriterion=CC6.66\n", "x.control:2: no criterion is called “CC6.66”; did you mean “CC6.6”?"),
        ("[Control\n", "x.control:1: “[Control” is not a section"),
    ])
    func `a wrong configuration ends with 78, names file, line and the way out, and runs nothing`(text: String, problem: String) throws {
        try withFiles(["controls.d/x.control": text]) { directory in
            for arguments in [["probe", "--once"], ["config", "check"], ["controls"]] {
                let command = try Command(arguments + ["--config", directory])
                #expect(command.status == 78)
                #expect(command.output.isEmpty)
                #expect(command.errors.contains("\(directory)/controls.d/\(problem)"), "\(command.errors)")
                #expect(command.errors.contains("nothing was run"))
            }
        }
    }

    @Test func `a bad value of each probe is refused with its line`() throws {
        for (probe, setting) in [
            ("password-policy", "MinimumLength=fourteen"), ("tls-config", "Endpoint=web"), ("open-ports", "AllowListener=tcp"),
            ("account-drift", "PrivilegdGroup=x"),
        ] {
            try withFiles(["controls.d/\(probe).control.d/x.conf": "[Settings]\n\(setting)\n"]) { directory in
                let command = try Command("config", "check", "--config", directory)
                #expect(command.status == 78)
                #expect(command.errors.contains("x.conf:2: "), "\(command.errors)")
            }
        }
    }

    @Test func `a configuration directory that is not there, or not readable, is an error`() throws {
        #expect(try Command("config", "check", "--config", "/no/such/directory").status == 78)
        try withFiles(["controls.d/x.control": "[Control]\n"]) { directory in
            chmod("\(directory)/controls.d/x.control", 0)
            let command = try Command("config", "check", "--config", directory, asNobody: geteuid() == 0)
            #expect(command.status == 78)
            #expect(command.errors.contains("x.control: cannot be read: permission denied"))
        }
    }

    @Test func `the defaults of every probe are valid and honest`() throws {
        try withFiles([:]) { directory in
            let command = try Command("config", "check", "--config", directory)
            #expect(command.status == 0)
            #expect(!command.output.contains("note:"), "\(command.output)")
        }
    }

    @Test func `a masked control runs no check, and naming its probe is an error`() throws {
        try withFiles(["controls.d/open-ports.control": ""]) { directory in
            try FileManager.default.removeItem(atPath: "\(directory)/controls.d/open-ports.control")
            symlink("/dev/null", "\(directory)/controls.d/open-ports.control")
            #expect(try Command("probe", "--once", "open-ports", "--config", directory).status == 64)
            #expect(!(try Command("controls", "--config", directory).output.contains("open-ports.")))
        }
    }

    @Test func `coverage has a line for each of the 61 criteria and sums up`() throws {
        let output = try Command("controls").output
        let rows = output.split(separator: "\n").filter { $0.first?.isUppercase == true }
        #expect(rows.count == 61)
        let statuses = rows.map { $0.split(separator: " ")[1] }
        let tested = statuses.count { $0 == "tested" }
        let supported = statuses.count { $0 == "supporting-only" }
        #expect(
            tested > 0
                && output.replacing("\n", with: " ").contains(
                    "\(tested) tested, \(supported) supported only, \(61 - tested - supported) not evidenced")
        )
        #expect(rows.contains { $0.hasPrefix("CC6.4") && $0.contains("not-evidenced-by-soc2d") })
    }

    @Test func `probes lists every check with its reason, and --document prints a page`() throws {
        let list = try Command("probes").output
        for word in ["account-drift", "open-ports", "password-policy", "empty-password (CC6.1, per account, every 1h)", "reads /"] {
            #expect(list.contains(word), "\(word)")
        }
        for probe in ["account-drift", "open-ports", "password-policy", "tls-config"] {
            #expect(try Command("probes", "--document", probe).output.contains("# \(probe)"))
        }
    }
}
