using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Configuration;

namespace Freshmaker.Host.Tests.Operations;

public sealed class SettingsTests
{
    static Dictionary<string, string?> Least => new()
    {
        ["ConnectionStrings:postgres"] = "Host=db;Password=secret-1",
        ["ConnectionStrings:rabbitmq"] = "amqp://user:secret-2@mq/vhost",
        ["Freshmaker:Pdc:Url"] = "https://pdc.example.org/rest_api/v1",
        ["Freshmaker:Mbs:Url"] = "https://mbs.example.org",
        ["Freshmaker:Mbs:Token"] = "secret-3",
        ["Freshmaker:DistGit:Url"] = "https://src.example.org",
        ["Freshmaker:DistGit:Author"] = "Freshmaker <freshmaker@example.org>",
    };

    [Fact]
    public void what_is_not_given_has_a_default()
    {
        var (settings, errors) = Settings.Read(Least);

        errors.ShouldBeEmpty();
        settings.ShouldSatisfyAllConditions(
            s => s.Port.ShouldBe(5080),
            s => s.Schema.ShouldBe("freshmaker"),
            s => s.Bus.Exchange.ShouldBe("amq.topic"),
            s => s.Bus.TopicPrefixes.ShouldBe(["org.fedoraproject.prod"]),
            s => s.Bus.PublishPrefix.ShouldBe("org.fedoraproject.prod"),
            s => s.Bus.QueuePrefix.ShouldBe("freshmaker"),
            s => s.Bus.QueueType.ShouldBe("quorum"),
            s => s.Retry.ShouldBe(RetryBudget.Default),
            s => s.SingleNode.ShouldBeFalse(),
            s => s.DistGit.PushUrl.ShouldBe("https://src.example.org"),
            s => Allows(s, "web").ShouldBeFalse());
    }

    [Fact]
    public void the_names_that_others_rely_on_are_read()
    {
        var (settings, errors) = Settings.Read(
        [
            .. Least,
            new("FRESHMAKER_PORT", "6000"), new("Freshmaker:Bus:Exchange", "zmq.topic"), new("Freshmaker:Bus:PublishPrefix", "org.example.dev"),
            new("Freshmaker:DistGit:PushUrl", "ssh://git@pkgs.example.org"),
        ]);

        errors.ShouldBeEmpty();
        settings.ShouldSatisfyAllConditions(
            s => s.Port.ShouldBe(6000),
            s => s.Bus.Exchange.ShouldBe("zmq.topic"),
            s => s.Bus.PublishPrefix.ShouldBe("org.example.dev"),
            s => s.Mbs.Token.ShouldBe("secret-3"),
            s => s.DistGit.PushUrl.ShouldBe("ssh://git@pkgs.example.org"));
    }

    [Fact]
    public void topic_prefixes_are_a_list_or_one_text_with_commas()
    {
        string[] both = ["org.example.a", "org.example.b"];

        Settings.Read([.. Least, new("Freshmaker:Bus:TopicPrefixes", "org.example.a, org.example.b,")]).Settings.Bus.TopicPrefixes.ShouldBe(both);
        Settings.Read([.. Least, new("Freshmaker:Bus:TopicPrefixes:0", both[0]), new("Freshmaker:Bus:TopicPrefixes:1", both[1])])
            .Settings.Bus.TopicPrefixes.ShouldBe(both);
    }

    [Fact]
    public void environment_variables_are_read_in_the_usual_form()
    {
        var prefix = $"{Wire.Unique("env")}_";
        foreach (var (key, value) in Least)
            Environment.SetEnvironmentVariable(prefix + key.Replace(":", "__", StringComparison.Ordinal), value);
        Environment.SetEnvironmentVariable($"{prefix}Freshmaker__Policy__allow__0__name__1", "web");
        Environment.SetEnvironmentVariable($"{prefix}Freshmaker__Policy__allow__0__name__0", "db");

        var (settings, errors) = FreshmakerSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables(prefix).Build());

        errors.ShouldBeEmpty();
        settings.Bus.Uri.Host.ShouldBe("mq");
        Allows(settings, "web").ShouldBeTrue();
        Allows(settings, "other").ShouldBeFalse();
    }

    [Fact]
    public void handlers_are_all_on_and_can_be_switched_off_and_ordered()
    {
        Settings.Read(Least).Settings.Handlers.ShouldBe(
            [typeof(ModulesOnDependencyReady), typeof(ModulesOnMetadataChange), typeof(ModulesOnRequest), typeof(ModulesOnRpmSpecChange), typeof(ModulesOnRpmsStable)]);

        Settings.Read([
            .. Least, new("Freshmaker:Handlers:ModulesOnMetadataChange:Enabled", "false"), new("Freshmaker:Handlers:ModulesOnRpmSpecChange:Order", "10"),
        ]).Settings.Handlers.ShouldBe([typeof(ModulesOnRpmSpecChange), typeof(ModulesOnDependencyReady), typeof(ModulesOnRequest), typeof(ModulesOnRpmsStable)]);
    }

    static Dictionary<string, string?> LeastWith(string distGit) => new(Least) { ["Freshmaker:DistGit:Url"] = distGit };

    static readonly KeyValuePair<string, string?>[] AllSystems =
    [
        new("Freshmaker:Koji:HubUrl", "https://koji.example.org/kojihub"), new("Freshmaker:Odcs:Url", "https://odcs.example.org"),
        new("Freshmaker:ImageCatalogue", "pyxis"), new("Freshmaker:Pyxis:GraphQLUrl", "https://pyxis.example.org/graphql/"),
        new("Freshmaker:Errata:Url", "https://errata.example.org"), new("Freshmaker:Pulp:Url", "https://pulp.example.org"),
    ];

    [Fact]
    public void handlers_of_images_are_on_when_all_that_they_need_is_configured()
    {
        var (settings, errors) = Settings.Read([.. Least, .. AllSystems]);

        errors.ShouldBeEmpty();
        settings.Handlers.Select(h => h.Name).Where(n => n.StartsWith("Images", StringComparison.Ordinal)).ShouldBe(
            ["ImagesOnAdvisoryRequest", "ImagesOnAdvisoryShipped", "ImagesOnDockerfileChange", "ImagesOnRequest", "ImagesOnRpmsStable"]);
    }

    [Theory]
    [InlineData("https://src.example.org", null, "git+https://src.example.org")]
    [InlineData("http://src.example.org:8080/git", null, "git+http://src.example.org:8080/git")]
    [InlineData("HTTPS://src.example.org", null, "git+https://src.example.org")]
    [InlineData("ssh://git@src.example.org", null, "git+ssh://git@src.example.org")]
    [InlineData("git://src.example.org", null, "git://src.example.org")]
    [InlineData("file:///var/git", "git://src.example.org", "git://src.example.org")]
    [InlineData("https://src.example.org", "git+ssh://joe@pkgs.example.org", "git+ssh://joe@pkgs.example.org")]
    public void koji_is_told_of_sources_in_the_form_that_it_takes(string distGit, string? given, string expected)
    {
        var (settings, errors) = Settings.Read([.. LeastWith(distGit), .. AllSystems, new("Freshmaker:Koji:SourceUrl", given)]);

        errors.ShouldBeEmpty();
        settings.Sources.Url.ShouldBe(expected);
    }

    [Theory]
    [InlineData("https://src.example.org", "Freshmaker:Koji:SourceUrl must begin with git://, git+http://, git+https://, git+rsync:// or git+ssh://, as Koji's builders want it")]
    [InlineData("src.example.org", "Freshmaker:Koji:SourceUrl must begin with git://, git+http://, git+https://, git+rsync:// or git+ssh://, as Koji's builders want it")]
    [InlineData("git+https://", "Freshmaker:Koji:SourceUrl must be a URL with a host")]
    [InlineData("git+https://joe:hush@src.example.org", "Freshmaker:Koji:SourceUrl must not carry a password, which Koji's builders refuse")]
    [InlineData("git+https://src.example.org/?a=b", "Freshmaker:Koji:SourceUrl must not have a query or fragment")]
    [InlineData("git+https://src.example.org/#main", "Freshmaker:Koji:SourceUrl must not have a query or fragment")]
    public void a_place_of_sources_that_koji_cannot_use_is_refused(string given, string problem)
    {
        var error = Settings.Read([.. Least, .. AllSystems, new("Freshmaker:Koji:SourceUrl", given)]).Errors.ShouldHaveSingleItem();

        error.ShouldBe(problem);
        error.ShouldNotContain("hush");
    }

    [Fact]
    public void koji_needs_a_place_of_sources_of_its_own_where_dist_git_is_a_directory()
    {
        var directory = LeastWith("file:///var/git");

        Settings.Read([.. directory, .. AllSystems]).Errors.ShouldHaveSingleItem()
            .ShouldBe("Freshmaker:Koji:SourceUrl must be given: Koji's builders cannot read Freshmaker:DistGit:Url, which begins with file://");
        Settings.Read(directory).Errors.ShouldBeEmpty(); // nobody asks for it without Koji
    }

    [Fact]
    public void handlers_of_images_that_lack_a_system_are_off_and_cannot_be_switched_on()
    {
        var withoutPulp = AllSystems.Where(s => !s.Key.Contains("Pulp", StringComparison.Ordinal)).ToList();
        Settings.Read([.. Least, .. withoutPulp]).Settings.Handlers.Select(h => h.Name).ShouldNotContain("ImagesOnAdvisoryShipped");

        Settings.Read([.. Least, .. withoutPulp, new("Freshmaker:Handlers:ImagesOnAdvisoryShipped:Enabled", "true")]).Errors.ShouldHaveSingleItem().ShouldBe(
            "Freshmaker:Handlers:ImagesOnAdvisoryShipped:Enabled cannot be true: the handler needs Freshmaker:Pulp:Url");
    }

    [Theory]
    [InlineData("Freshmaker:Koji:Auht", "password", "Freshmaker:Koji cannot be read: ")]
    [InlineData("Freshmaker:Koji:BatchSize", "many", "Freshmaker:Koji cannot be read: ")]
    [InlineData("Freshmaker:Koji:BatchSize", "0", "Freshmaker:Koji:BatchSize must be from 1 to 10000")]
    [InlineData("Freshmaker:ImageCatalogue", "lightblue", "Freshmaker:Lightblue:Url must be given, because Freshmaker:ImageCatalogue is lightblue")]
    [InlineData("Freshmaker:ImageCatalogue", "quay", "Freshmaker:ImageCatalogue must be one of none, pyxis, lightblue (it is 'quay')")]
    [InlineData("Freshmaker:Jira:Email", "a@b.c", "Freshmaker:Jira:Url must be given, because other keys of Freshmaker:Jira are")]
    [InlineData("Freshmaker:Planning:ExcludedContentSets", "(", "Freshmaker:Planning:ExcludedContentSets is not a usable regular expression")]
    [InlineData("Freshmaker:Planning:UnpublishedExceptions:0", "registry", "Freshmaker:Planning:UnpublishedExceptions must be registry, slash, path")]
    [InlineData("Freshmaker:Planning:ExtraRepositories:ubi9-container-9.5", "nowhere", "Freshmaker:Planning:ExtraRepositories:ubi9-container-9.5 must be an absolute http or https URL")]
    [InlineData("Freshmaker:Planning:MaxLevels", "0", "Freshmaker:Planning:MaxLevels must be from 1 to 10000")]
    [InlineData("Freshmaker:Planning:ExplainLeftOut", "maybe", "Freshmaker:Planning cannot be read: ")]
    [InlineData("Freshmaker:Planning:CurrentTags:1", " ", "Freshmaker:Planning:CurrentTags must not have a blank tag")]
    [InlineData("Freshmaker:Builds:ReleaseSuffix", "dev-1", "Freshmaker:Builds:ReleaseSuffix must be empty or a dot")]
    [InlineData("Freshmaker:Builds:Attempts", "0", "Freshmaker:Builds:Attempts must be a whole number from 1 to 20")]
    public void a_fault_in_a_system_of_images_is_refused_with_its_key_and_its_rule(string key, string value, string words) =>
        Settings.Read([.. Least, .. AllSystems.Where(s => s.Key != key), new(key, value)]).Errors.ShouldContain(e => e.StartsWith(words, StringComparison.Ordinal));

    [Fact]
    public void what_is_left_out_is_explained_unless_that_is_switched_off()
    {
        var usual = Settings.Read(Least).Settings.Planning;
        usual.ExplainLeftOut.ShouldBeTrue();
        usual.CurrentTags.ShouldBe(["latest"]);

        var (settings, errors) = Settings.Read(
        [
            .. Least, new("Freshmaker:Planning:ExplainLeftOut", "false"), new("Freshmaker:Planning:CurrentTags:0", "current"), new("Freshmaker:Planning:CurrentTags:1", "stable"),
        ]);
        errors.ShouldBeEmpty();
        settings.Planning.ExplainLeftOut.ShouldBeFalse();
        settings.Planning.CurrentTags.ShouldBe(["current", "stable"]);
    }

    public static TheoryData<string, string?, string> Faults => new()
    {
        { "ConnectionStrings:postgres", null, "ConnectionStrings:postgres must be given: how to reach PostgreSQL" },
        { "ConnectionStrings:postgres", "secret-4", "ConnectionStrings:postgres must be an Npgsql connection string" },
        { "ConnectionStrings:postgres", "Host=db;Port=secret-5", "ConnectionStrings:postgres must be an Npgsql connection string" },
        { "ConnectionStrings:rabbitmq", null, "ConnectionStrings:rabbitmq must be given: how to reach RabbitMQ" },
        { "ConnectionStrings:rabbitmq", "http://user:secret-6@mq", "ConnectionStrings:rabbitmq must be an absolute URL that begins with amqp://, amqps://" },
        { "ConnectionStrings:rabbitmq", "secret-7", "ConnectionStrings:rabbitmq must be an absolute URL" },
        { "Freshmaker:Pdc:Url", null, "Freshmaker:Pdc:Url must be given" },
        { "Freshmaker:Pdc:Url", "pdc.example.org", "Freshmaker:Pdc:Url must be an absolute URL that begins with https://, http://" },
        { "Freshmaker:Mbs:Url", null, "Freshmaker:Mbs:Url must be given" },
        { "Freshmaker:DistGit:Url", null, "Freshmaker:DistGit:Url must be given" },
        { "Freshmaker:DistGit:Author", "nobody", "Author must be given as Name <mail@example.org>" },
        { "Freshmaker:DistGit:Timeout", "soon", "Freshmaker:DistGit:Timeout must be a duration as hh:mm:ss, at most 01:00:00 (it is 'soon')" },
        { "Freshmaker:DistGit:Retries", "11", "Freshmaker:DistGit:Retries must be a whole number from 0 to 10 (it is '11')" },
        { "Freshmaker:DistGit:BreakAfter", "1", "Freshmaker:DistGit:BreakAfter must be a whole number from 2" },
        { "Freshmaker:DistGit:BreakDuration", "00:00:00.1", "Freshmaker:DistGit:BreakDuration must be from half a second to one day" },
        { "Freshmaker:Retry:FirstDelay", "-00:00:05", "Freshmaker:Retry:FirstDelay must be a duration" },
        { "Freshmaker:Retry:MaxDelay", "3.00:00:00", "Freshmaker:Retry:MaxDelay must be a duration as hh:mm:ss, at most 1.00:00:00" },
        { "Freshmaker:Retry:Attempts", "0", "Freshmaker:Retry:Attempts must be a whole number from 1 to 100 (it is '0')" },
        { "Freshmaker:Reconcile:Every", "00:00:00", "Freshmaker:Reconcile:Every must be longer than nothing" },
        { "Freshmaker:SingleNode", "maybe", "Freshmaker:SingleNode must be true or false (it is 'maybe')" },
        { "Freshmaker:Bus:QueueType", "stream", "Freshmaker:Bus:QueueType must be one of quorum, classic (it is 'stream')" },
        { "Freshmaker:Bus:TopicPrefixes", ",", "Freshmaker:Bus:TopicPrefixes must name at least one prefix" },
        { "Freshmaker:Database:Schema", "Robert'); drop", "Freshmaker:Database:Schema must be 1 to 40 lower-case letters" },
        { "FRESHMAKER_PORT", "65536", "FRESHMAKER_PORT must be a whole number from 0 to 65535 (it is '65536')" },
        { "Freshmaker:Buss:Exchange", "x", "Freshmaker:Buss:Exchange is not a known key" },
        { "Freshmaker:Mbs:TokenFile", "/no/such/file", "one of Freshmaker:Mbs:Token and Freshmaker:Mbs:TokenFile must be given, not both" },
        { "Freshmaker:Mbs:Url:Extra", "x", "Freshmaker:Mbs:Url:Extra is not a known key" },
        { "Freshmaker:Handlers:ModulesOnTuesdays:Enabled", "true", "Freshmaker:Handlers:ModulesOnTuesdays is not a handler; known are ImagesOnAdvisoryRequest" },
        { "Freshmaker:Handlers:ModulesOnRpmSpecChange:Enable", "true", "Freshmaker:Handlers:ModulesOnRpmSpecChange:Enable is not known" },
        { "Freshmaker:Policy", "everything", "Freshmaker:Policy must be an object with the lists allow and block" },
        { "Freshmaker:Policy:alow:0:name", "x", "Freshmaker:Policy:alow is not known" },
        { "Freshmaker:Policy:allow", "x", "Freshmaker:Policy:allow must be a list of rules, or an object with the sections global and names of handlers" },
        { "Freshmaker:Policy:allow:0:nmae", "x", "Freshmaker:Policy:allow:0:nmae is not a criterion; known are handler, kind, dry_run" },
        { "Freshmaker:Policy:block:1:name:0", "(", "Freshmaker:Policy:block:1:name is not a usable regular expression" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void a_fault_is_refused_with_its_key_and_its_rule(string key, string? value, string words)
    {
        var values = Least;
        values[key] = value;

        var (_, errors) = Settings.Read(values);

        errors.ShouldContain(e => e.Contains(words), string.Join("\n", errors));
        string.Join("\n", errors).ShouldNotContain("secret-");
    }

    static bool Allows(FreshmakerSettings settings, string module) =>
        settings.Policy.Decide("h", ArtifactKind.Module, PolicyFacts.None.With(Artifact.Module(module, "4"))).Allowed;

    [Fact]
    public void everything_wrong_is_said_at_once()
    {
        Settings.Read([]).Errors.Count.ShouldBe(5, "two connections and three systems are missing");
    }
}
