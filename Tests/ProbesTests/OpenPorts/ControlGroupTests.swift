import Testing

@testable import Probes

@Suite struct ControlGroupTests {
    private static let id = String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        ("0::/system.slice/ssh.service\n", "ssh.service"),
        ("0::/system.slice/system-getty.slice/getty@tty1.service\n", "getty@tty1.service"),
        ("0::/init.scope\n", "init.scope"),
        ("0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-web.slice/web.service\n", "user@1000.service/web.service"),
        ("0::/user.slice/user-1000.slice/user@1000.service/init.scope\n", "user@1000.service"),
        ("0::/system.slice/evil.service/nginx.service\n", "evil.service"),
        ("0::/system.slice/a.service (deleted)\n", "a.service"),
        ("0::/../system.slice/a.service\n", "a.service"),
        ("0::/system.slice/_cpu.service\n", "cpu.service"),
        ("9:name=systemd:/system.slice/ssh.service\n8:pids:/x.service\n0::/\n", "ssh.service"),
        ("1:name=systemd:/system.slice/ssh.service\n0::/system.slice/cron.service\n", "cron.service"),
        ("0::/\n", nil), ("", nil), ("garbage", nil), ("0::", nil), ("0::/docker/\(id)\n", nil),
        ("0::/system.slice/docker-\(id).scope\n", "docker-\(id).scope"),
    ])
    func `the unit is the first part below the slices`(text: String, unit: String?) {
        #expect(ControlGroup(parsing: Array(text.utf8)).unit == unit)
    }

    @Test(arguments: [
        ("0::/docker/\(id)\n", "0123456789ab"), ("0::/system.slice/docker-\(id).scope\n", "0123456789ab"),
        ("0::/machine.slice/libpod-\(id).scope/container\n", "0123456789ab"),
        ("0::/kubepods.slice/kubepods-podx.slice/cri-containerd-\(id).scope\n", "0123456789ab"),
        ("4:memory:/docker/\(id)\n0::/\n", "0123456789ab"), ("0::/lxc/web/system.slice/x.service\n", "web"),
        ("0::/lxc.payload.web/system.slice/x.service\n", "web"), ("0::/machine.slice/libpod-conmon-\(id).scope\n", nil),
        ("0::/system.slice/ssh.service\n", nil),
    ])
    func `a container is known by its id`(text: String, container: String?) {
        #expect(ControlGroup(parsing: Array(text.utf8)).container == container)
    }
}
