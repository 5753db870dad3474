-- wrk: one request over and over. Arguments: method, path, body file (or -), the first number for {n} in the body;
-- {k} in the path is a number below 900, another one each time.
local method, path, body, number, varies, moves

function init(args)
  method, path, number = args[1], args[2], tonumber(args[4])
  moves = path:find("{k}", 1, true) ~= nil
  if args[3] ~= "-" then
    local file = assert(io.open(args[3], "rb"))
    body = file:read("*a")
    file:close()
    varies = body:find("{n}", 1, true) ~= nil
    wrk.headers["Content-Type"] = "application/json"
  end
end

function request()
  if moves then
    number = number + 1
    return wrk.format(method, (path:gsub("{k}", number * 7 % 900)), nil, body)
  end
  if not varies then return wrk.format(method, path, nil, body) end
  number = number + 1
  return wrk.format(method, path, nil, (body:gsub("{n}", number)))
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d\n", summary.requests, e.status, e.connect + e.read + e.write + e.timeout))
end
