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
}
