using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

/// <summary>Knows what the test tells it; a question it was not told the answer of has none.</summary>
sealed class InMemoryCatalogue : IModuleCatalogue
{
    readonly Dictionary<(string Question, string Name, string Stream), ModuleMatch[]> _answers = [];

    public OutsideFault? Fault { get; init; }

    public InMemoryCatalogue Contains(string rpm, string branch, params ModuleMatch[] modules) => With(("rpm", rpm, branch), modules);

    public InMemoryCatalogue BuiltFrom(string name, string stream, params ModuleMatch[] modules) => With(("module", name, stream), modules);

    public Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) => Answer(("rpm", rpm, branch));

    public Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) => Answer(("module", name, stream));

    InMemoryCatalogue With((string, string, string) question, ModuleMatch[] modules)
    {
        _answers.Add(question, modules);
        return this;
    }

    Task<IReadOnlyList<ModuleMatch>> Answer((string, string, string) question) => Fault is null
        ? Task.FromResult<IReadOnlyList<ModuleMatch>>(_answers.GetValueOrDefault(question) ?? [])
        : Task.FromException<IReadOnlyList<ModuleMatch>>(Fault);
}
