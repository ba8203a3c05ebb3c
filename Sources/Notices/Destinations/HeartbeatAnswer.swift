package import Controls

/// What the receiver of a heartbeat answers.
package enum HeartbeatAnswer {
    package static func classify(_ response: Response, at now: Moment) -> ResponseClass {
        (200..<300).contains(response.status) ? .delivered(remoteID: nil) : .otherwise(response, at: now)
    }
}
