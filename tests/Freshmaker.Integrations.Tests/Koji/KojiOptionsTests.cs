using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiOptionsTests
{
    const string Password = "s3cr3t-passw0rd";
    const string Key = "k3y-of-the-session";
    static readonly KojiOptions Good = new() { HubUrl = new("https://koji.example.org/kojihub"), Auth = KojiAuth.Password, User = "freshmaker", Password = Password };
    static readonly ImageBuildRequest Web = new("git://h/containers/web#0d3a9c1f", "web-1-candidate", "web-1");

    [Fact]
    public void Good_options_have_no_problem()
    {
        Good.Validate().ShouldBeEmpty();
        new KojiOptions { HubUrl = Good.HubUrl }.Validate().ShouldBeEmpty(); // Kerberos
    }

    public static TheoryData<KojiOptions, string> Bad => new()
    {
        { Good with { HubUrl = null }, "Freshmaker:Koji:HubUrl must be given" },
        { Good with { HubUrl = new("https://joe:hush@koji.example.org") }, "Freshmaker:Koji:HubUrl must not carry a user name or password" },
        { Good with { WebUrl = new("ftp://koji.example.org") }, "Freshmaker:Koji:WebUrl must be an absolute http or https URL" },
        { Good with { User = "" }, "Freshmaker:Koji:User must be given with Freshmaker:Koji:Auth password" },
        { Good with { Password = null }, "Freshmaker:Koji:Password or Freshmaker:Koji:PasswordFile must be given with Freshmaker:Koji:Auth password, and not both" },
        { Good with { PasswordFile = "/dev/null" }, "Freshmaker:Koji:Password or Freshmaker:Koji:PasswordFile must be given with Freshmaker:Koji:Auth password, and not both" },
        { Good with { Password = null, PasswordFile = "/no/such/file" }, "Freshmaker:Koji:PasswordFile must be a file that exists" },
        { Good with { Auth = KojiAuth.Certificate }, "Freshmaker:Koji:CertificateFile must be given with Freshmaker:Koji:Auth certificate" },
        { Good with { Auth = KojiAuth.Certificate, CertificateFile = "/dev/null", HubUrl = new("http://koji.example.org") }, "Freshmaker:Koji:HubUrl must be an https URL with Freshmaker:Koji:Auth certificate" },
        { Good with { CaFile = "/no/such/file" }, "Freshmaker:Koji:CaFile must be a readable PEM file with at least one certificate: there is no such file" },
        { Good with { Auth = (KojiAuth)9 }, "Freshmaker:Koji:Auth must be kerberos, certificate or password" },
        { Good with { BatchSize = 0 }, "Freshmaker:Koji:BatchSize must be from 1 to 10000" },
        { Good with { MaxTasks = 0 }, "Freshmaker:Koji:MaxTasks must be from 1 to 1000000" },
        { Good with { Limits = new() { Retries = -1 } }, "Freshmaker:Koji:Limits:Retries must be from 0 to 10" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_one_is_named_with_its_rule(KojiOptions options, string problem)
    {
        options.Validate().ShouldContain(problem);
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddKoji(options)).Message.ShouldContain(problem);
    }

    [Fact]
    public void The_options_do_not_tell_the_password() => $"{Good}".ShouldNotContain(Password);

    [Fact]
    public async Task No_fault_and_no_log_line_at_any_level_tells_password_or_session_even_if_koji_does()
    {
        var turn = 0;
        await using var hub = await CannedServer.StartAsync(context => Interlocked.Increment(ref turn) switch
        {
            1 => CannedServer.Write(context, 200, Shapes.Faulty("<int>1002</int>", $"<string>{Password} is wrong</string>"), "text/xml"),
            2 => CannedServer.Write(context, 200, $"<html>{Password}"),
            3 => CannedServer.Write(context, 200, Shapes.Response(Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", $"<string>{Key}</string>"))), "text/xml"),
            4 => CannedServer.Write(context, 404, $"not found: {context.Request.QueryString}"),
            _ => Aborted(context),
        });
        using var log = new Lines();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddKoji(Good with { HubUrl = hub.Url, Limits = Quick.Limits });
        await using var provider = services.BuildServiceProvider();
        var koji = provider.GetRequiredService<IImageBuildSystem>();

        var faults = new List<OutsideFault>();
        for (var i = 0; i < 4; i++)
            faults.Add(await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, TestContext.Current.CancellationToken)));

        faults[0].Text.ShouldBe("fault 1002: *** is wrong");
        faults[2].Text.ShouldBe("HTTP 404: not found: ?session-id=1&session-key=***&callnum=0");
        log.All.ShouldNotBeEmpty();
        log.All.Concat(faults.Select(fault => fault.ToString())).ShouldAllBe(line => !line.Contains(Password) && !line.Contains(Key));
    }

    static Task Aborted(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
