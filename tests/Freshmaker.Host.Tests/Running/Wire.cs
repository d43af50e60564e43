using System.Security.Cryptography;
using System.Text.Json;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Deliveries as they come from the bus, with names that no other test has.</summary>
static class Wire
{
    public const string Prefix = "org.fedoraproject.prod";
    public const string GitReceive = $"{Prefix}.git.receive";
    public const string ModuleState = $"{Prefix}.mbs.module.state.change";

    public static string Unique(string what) => $"{what}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    public static string Commit() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    public static WireMessage SpecChange(string rpm, string? id = null, string? revision = null) =>
        Push("rpms", rpm, "f30", revision ?? Commit(), $"{rpm}.spec", id);

    public static WireMessage DockerfileChange(string container, string? revision = null, string branch = "f41") => Push("container", container, branch, revision ?? Commit(), "Dockerfile");

    public static WireMessage Task(TaskProgress task) => Of($"{Prefix}.buildsys.task.state.change", null, new
    {
        id = task.TaskId,
        method = task.Method,
        attribute = "state",
        @new = task.State.ToString().ToUpperInvariant(),
    });

    public static WireMessage ModuleChange(string module, string revision, string stream = "1") => Push("modules", module, stream, revision, $"{module}.yaml");

    public static WireMessage State(ModuleBuildProgress build, string? id = null) => Of(ModuleState, id, new
    {
        id = build.BuildId,
        name = build.Name,
        stream = build.Stream,
        version = build.Version,
        context = build.Context,
        state = (int)build.State,
        state_name = build.State.ToString().ToLowerInvariant(),
        state_reason = build.StateReason,
        scmurl = build.Revision is null ? null : $"https://src.example.org/modules/{build.Name}.git?#{build.Revision}",
    });

    public static WireMessage PagurePush(string @namespace, string repository, string revision) => Of($"{Prefix}.pagure.git.receive", null, new
    {
        repo = new { name = repository, @namespace, fullname = $"{@namespace}/{repository}" },
        branch = "refs/heads/f30",
        start_commit = Commit(),
        end_commit = revision,
    });

    public static WireMessage Of(string topic, string? id, object body) => new(
        id ?? Unique("2031-message"), topic, new Dictionary<string, string> { ["fedora_messaging_severity"] = "20" },
        JsonSerializer.SerializeToUtf8Bytes(body), TimeProvider.System.GetUtcNow());

    static WireMessage Push(string @namespace, string repository, string branch, string revision, string file, string? id = null) => Of(GitReceive, id, new
    {
        commit = new
        {
            @namespace,
            repo = repository,
            branch,
            rev = revision,
            stats = new { files = new Dictionary<string, object> { [file] = new { additions = 1 } } },
        },
    });
}
