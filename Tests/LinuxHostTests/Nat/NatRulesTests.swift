import Controls
import Foundation
import ProbeKit
import Testing

@testable import LinuxHost

/// Replies that a kernel of little-endian order gave.
@Suite(.enabled(if: UInt16(littleEndian: 1) == 1, "recorded on a little-endian machine")) struct NatRulesTests {
    private func published(_ chains: [UInt8], _ rules: [UInt8]) throws -> PublishedPorts {
        var first = RuleReader(.chains, sequence: 7)
        #expect(try first.read(chains, count: chains.count) == .end)
        var second = RuleReader(.rules, sequence: 7, tablesOf: first.entrances)
        #expect(try second.read(rules, count: rules.count) == .end)
        return NatRules.published(entrances: first.entrances, rules: second.rules)
    }

    private func texts(_ published: PublishedPorts) -> Set<String> {
        Set(
            published.ports.map { port in
                let place = [port.destination.map { "\($0)" }, port.destinationPort.map { "\($0)" }].compactMap(\.self)
                return "\(port.transport.rawValue) \(port.address) \(port.port) > \(place.joined(separator: " "))"
            })
    }

    @Test func `the rules of iptables are read as it shows them`() throws {
        let published = try published(RecordedRules.Xtables.chains, RecordedRules.Xtables.rules)
        #expect(
            texts(published) == [
                "tcp 0.0.0.0 8080 > 172.17.0.2 80", "udp 127.0.0.1 5353 > 172.17.0.3 53", "tcp 0.0.0.0 8443 > 443",
                "tcp :: 9090 > fd00::2 90",
            ])
        #expect(published.isInUse)
        #expect(published.unread?.reason == .unsupportedFormat)
        #expect(published.unread?.text == "it cannot be told which ports are led elsewhere by a rule of ip nat PREROUTING")
    }

    @Test func `the rules of nft are read as it shows them`() throws {
        let published = try published(RecordedRules.Native.chains, RecordedRules.Native.rules)
        #expect(
            texts(published) == [
                "tcp 0.0.0.0 8080 > 10.1.2.3 80", "tcp 0.0.0.0 6000 > ", "tcp 0.0.0.0 6001 > ", "tcp 0.0.0.0 6002 > ", "tcp :: 6000 > ",
                "tcp :: 6001 > ", "tcp :: 6002 > ", "udp 192.0.2.1 53 > 10.1.2.4", "tcp 2001:db8::1 25 > fd00::3 2525",
                "tcp 0.0.0.0 7000 > 7001", "tcp :: 7000 > 7001",
            ])
        #expect(published.unread?.text == "it cannot be told which ports are led elsewhere by a rule of inet edge pre")
    }

    @Test func `chains of type nat before routing are the only entrances`() throws {
        var reader = RuleReader(.chains, sequence: 7)
        _ = try reader.read(RecordedRules.Native.chains, count: RecordedRules.Native.chains.count)
        #expect(reader.entrances == [RuleReader.Chain(family: 1, table: "edge", name: "pre")])
    }

    @Test func `every truncation and mutation of a reply is read or refused, and never traps`() throws {
        for bytes in [RecordedRules.Xtables.rules, RecordedRules.Native.rules] {
            let tables = [
                RuleReader.Chain(family: 2, table: "nat", name: "PREROUTING"), RuleReader.Chain(family: 1, table: "edge", name: "pre"),
            ]
            let look = { (altered: [UInt8]) in
                var reader = RuleReader(.rules, sequence: 7, tablesOf: tables)
                guard (try? reader.read(altered, count: altered.count)) != nil else { return }
                _ = NatRules.published(entrances: tables, rules: reader.rules)
            }
            for length in stride(from: 0, to: bytes.count, by: 3) { look(Array(bytes[..<length])) }
            for position in bytes.indices {
                for value in [UInt8(1), 0xFF] {
                    var altered = bytes
                    altered[position] = value
                    look(altered)
                }
            }
        }
    }

    @Test func `chains that lead in a circle, and rules for every port, come to an end and are said`() {
        let first = RuleReader.Chain(family: 2, table: "nat", name: "a")
        let second = RuleReader.Chain(family: 2, table: "nat", name: "b")
        let circle = NatRules.published(entrances: [first], rules: [first: [[.jump("b")]], second: [[.jump("a")]]])
        #expect(!circle.isInUse && circle.unread == nil)
        let all: [RuleExpression] = [
            .load(.transport, into: 1), .compare(1, .equal, [6]), .value([10, 0, 0, 1], into: 1),
            .translate(address: 1, port: nil, isRange: false, family: 2),
        ]
        #expect(NatRules.published(entrances: [first], rules: [first: [all]]).unread != nil)
        #expect(NatRules.published(entrances: [first], rules: [first: [[.verdictMap]]]).unread != nil)
    }

    @Test(
        arguments: [
            (3, 9, "0...9"), (4, 65_534, "65535...65535"), (5, 0, "0...65535"), (2, 3, "0...2"), (2, 0, nil), (4, 65_535, nil),
            (1, 22, nil), (0, 22, "22...22"), (5, 65_530, "65530...65535"),
        ] as [(UInt32, Int, String?)])
    func `comparisons of a port narrow the ports down`(comparison: UInt32, port: Int, expected: String?) throws {
        var path = NatPath()
        let comparison = try #require(RuleExpression.Comparison(rawValue: comparison))
        path.take(.destinationPort, comparison, [UInt8(port >> 8), UInt8(port & 0xFF)])
        guard case .some(let range) = path.ports else {
            #expect(expected == nil && path.ports == .unknown)
            return
        }
        #expect("\(range)" == expected)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `the running kernel's rules can be read, or it is said why not`() {
        do { _ = try KernelSockets().publishedPorts() } catch {
            #expect([.permissionDenied, .sandboxed].contains(error.reason), "\(error)")
        }
    }
}
