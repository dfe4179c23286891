using System.Globalization;
using Berth.RegistryLoad;

if (args is not [var host, var port, var repository, .. var numbers] || numbers.Length != 3)
{
    await Console.Error.WriteLineAsync("usage: Berth.RegistryLoad HOST PORT REPOSITORY BYTES PUSHES WAYS");
    return 2;
}

int[] n = [.. numbers.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
var load = new PushLoad(host, int.Parse(port, CultureInfo.InvariantCulture), repository) { Bytes = n[0], Pushes = n[1], Ways = n[2] };
TimeSpan taken = await load.RunAsync();
Console.WriteLine(taken.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture));
return 0;
