using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.Story;

try
{
    if (args is ["story", .. var rest])
    {
        return await StoryVerb.TellAsync(new ConfigurationBuilder().AddCommandLine(rest).Build(), TimeProvider.System);
    }

    if (args.FirstOrDefault(arg => !arg.Contains('=', StringComparison.Ordinal) && !arg.StartsWith("--", StringComparison.Ordinal)) is { } verb)
    {
        throw new RefusedException("command line", $"there is no verb {verb}; the only one is story; without one the sandbox starts");
    }

    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
    await using var sandbox = await SandboxHost.StartAsync(SandboxConfiguration.Read(configuration));
    Console.WriteLine($"sandbox  {sandbox.Url}/control/world\npdc      {sandbox.PdcUrl}\nmbs      {sandbox.MbsUrl}\nkoji     {sandbox.KojiHubUrl}\nodcs     {sandbox.OdcsUrl}\nerrata   {sandbox.ErrataUrl}\npulp     {sandbox.PulpUrl}\npyxis    {sandbox.PyxisGraphQLUrl}\nlightblue {sandbox.LightblueUrl}\ndist-git {sandbox.GitUrl}");
    await sandbox.WaitForShutdownAsync();
    return 0;
}
catch (RefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}
