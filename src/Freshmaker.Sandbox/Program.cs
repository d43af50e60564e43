using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;

try
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
    await using var sandbox = await SandboxHost.StartAsync(SandboxConfiguration.Read(configuration));
    Console.WriteLine($"sandbox  {sandbox.Url}/control/world\npdc      {sandbox.PdcUrl}\nmbs      {sandbox.MbsUrl}\ndist-git {sandbox.GitUrl}");
    await sandbox.WaitForShutdownAsync();
    return 0;
}
catch (RefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}
