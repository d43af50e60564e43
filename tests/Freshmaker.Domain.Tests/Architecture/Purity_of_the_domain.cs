using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Architecture;

/// <summary>Read from the compiled assembly: what it refers to, not what its source looks like.</summary>
public sealed class Purity_of_the_domain
{
    static readonly Assembly Domain = typeof(Rebuild).Assembly;

    // A trailing dot bans a namespace, anything else a type or a member.
    static readonly ImmutableArray<string> Banned =
    [
        "System.IO.", "System.Net.", "System.Data.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Console", "System.Environment",
        "System.Random", "System.Security.Cryptography.RandomNumberGenerator", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.TimeProvider", "System.TimeZoneInfo", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Run",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.DateTime.Parse", "System.DateTime.TryParse", "System.DateTimeOffset.Parse", "System.DateTimeOffset.TryParse", // they fill in today
    ];

    [Fact]
    public void no_clock_no_chance_no_input_and_no_output() => Impurities(Domain).ShouldBeEmpty();

    [Fact] // else the test above would prove nothing: this assembly reads files
    public void impurity_would_be_found() => Impurities(typeof(Purity_of_the_domain).Assembly).ShouldContain("System.IO.File.ReadAllText");

    [Fact]
    public void only_the_base_library_is_referred_to() =>
        Domain.GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(name => name.StartsWith("System.") && !name.StartsWith("System.Net."));

    [Fact]
    public void a_class_is_sealed_or_made_to_be_derived_from() =>
        Domain.GetExportedTypes().Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false }).ShouldBeEmpty();

    [Fact] // what is stored is data: it is replaced, never changed
    public void nothing_can_be_changed_once_it_is_made() => Domain.GetExportedTypes()
        .SelectMany(t => t.GetProperties())
        .Where(p => p.DeclaringType!.Assembly == Domain && p.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
        .Select(p => $"{p.DeclaringType!.Name}.{p.Name}").ShouldBeEmpty();

    static string[] Impurities(Assembly assembly)
    {
        using var file = File.OpenRead(assembly.Location);
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference).Where(m => m.Parent.Kind == HandleKind.TypeReference)
            .Select(m => $"{NameOf(metadata, (TypeReferenceHandle)m.Parent)}.{metadata.GetString(m.Name)}");
        var types = metadata.TypeReferences.Select(t => NameOf(metadata, t));
        string[] banned = [.. members.Concat(types).Where(IsBanned).Distinct().Order(StringComparer.Ordinal)];
        return banned.Where(b => b.StartsWith("System.Environment", StringComparison.Ordinal)).All(OfIterators.Contains) ? [.. banned.Except(OfIterators)] : banned;
    }

    // What the compiler writes for "yield return": it tells whether the same thread goes on, and nothing else of the environment.
    static readonly ImmutableArray<string> OfIterators = ["System.Environment", "System.Environment.get_CurrentManagedThreadId"];

    static bool IsBanned(string name) => Banned.Any(b => b.EndsWith('.') ? name.StartsWith(b, StringComparison.Ordinal) : name == b || name.StartsWith($"{b}.", StringComparison.Ordinal));

    static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
