internal import Controls

/// What an answer means for the notice, and for its destination.
package enum ResponseClass: Hashable, Sendable {
    /// The destination's own rule of success held.
    /// - Parameter remoteID: what it calls the message, where it says so.
    case delivered(remoteID: String?)
    /// Taken by somebody who does not know whether people will see it.
    case accepted
    /// What the operator set up does not work as it is.
    case configError
    /// It will never take this body; a smaller one may do.
    case poison
    case tooLarge
    /// The secret is refused.
    case auth
    /// Nobody listens there any more.
    case gone
    case transient(RetryAfter?)

    /// By status alone, where the destination's own rule does not hold. A success that does not look like one of this receiver's comes from
    /// something else in its place, such as a proxy: it may work later.
    static func otherwise(_ response: Response, at now: Moment, body: RetryAfter.Figure? = nil) -> ResponseClass {
        switch response.status {
        case 300..<400: .configError
        case 400, 415, 422: .poison
        case 413: .tooLarge
        case 401, 403: .auth
        case 404, 410: .gone
        case 408, 425, 429: .transient(RetryAfter(response, at: now, body: body))
        case 400..<500: .configError
        case _: .transient(RetryAfter(response, at: now, body: body))
        }
    }
}
