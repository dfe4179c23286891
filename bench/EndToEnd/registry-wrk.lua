-- What wrk asks of a registry, and how it says what came of it. The argument after "--" is the Accept header.
function init(arguments)
    wrk.headers["Accept"] = arguments[1]
end

-- One line: requests, seconds, errors of any kind.
function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("TOTAL %d %.6f %d\n", summary.requests, summary.duration / 1e6,
        e.connect + e.read + e.write + e.status + e.timeout))
end
