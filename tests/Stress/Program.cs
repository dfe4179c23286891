using System.Globalization;
using Berth.Stress;

// Without arguments the whole test; the others are the processes that it starts.
return args switch
{
    [] => new StressTest(Knobs.FromEnvironment()).Run(),
    ["clone", var count, var directory] => CloneWorker.Run(int.Parse(count, CultureInfo.InvariantCulture), directory),
    ["run", var count, var directory, var name, var runtime] => RunWorker.Run(int.Parse(count, CultureInfo.InvariantCulture), directory, name, runtime),
    ["churn", var file] => Churn.Run(file),
    _ => 2,
};
