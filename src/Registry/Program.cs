// The registry service has its own issue; until then the binary says so instead of pretending to serve.
Console.Error.WriteLine("berth-registry: the registry service is not part of this version yet");
return 1;
