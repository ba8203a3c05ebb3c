import Controls
import ProbeKit

extension [ServedEndpoint] {
    /// Each endpoint once, in the order in which they come up.
    var merged: [ServedEndpoint] {
        var places: [String: Int] = [:]
        var merged: [ServedEndpoint] = []
        for endpoint in self {
            if let place = places[endpoint.subject] {
                merged[place].merge(endpoint)
            } else {
                places[endpoint.subject] = merged.count
                merged.append(endpoint)
            }
        }
        return merged
    }

    /// Gives every declared endpoint the owners of the listener that answers at its addresses: `127.0.0.1:443` may be that of a
    /// wildcard.
    mutating func shareOwners() {
        var owners: [ContactPlace: [ListenerOwner]] = [:]
        for endpoint in self {
            for contact in endpoint.contacts where contact.failure == nil {
                owners[ContactPlace(contact), default: []] += endpoint.owners
            }
        }
        for index in indices where self[index].isDeclared && self[index].owner == nil {
            self[index].add(owners: self[index].contacts.flatMap { owners[ContactPlace($0)] ?? [] })
        }
    }
}

/// Where something is asked.
private struct ContactPlace: Hashable {
    let address: IPAddress
    let port: UInt16

    init(_ contact: TLSContact) {
        address = contact.address
        port = contact.port
    }
}
