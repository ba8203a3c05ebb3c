/// The protocols whose sockets wait for strangers on a host.
package enum Transport: String, CaseIterable, Hashable, Sendable {
    case tcp, udp, udplite, sctp, raw
}
