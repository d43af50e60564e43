using Freshmaker.Host.GraphQL.Limits;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Instrumentation;
using GraphQL.Validation;
using GraphQL.Validation.Errors;
using GraphQLParser.AST;

namespace Freshmaker.Host.GraphQL.Persisted;

/// <summary>Whether the persisted documents fit the schema and the limits, asked once at start: clients cannot mend them.</summary>
static class PersistedDocumentCheck
{
    /// <summary>What is wrong, each with the name of its file.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IServiceProvider services)
    {
        var faults = new List<string>();
        foreach (var document in services.GetRequiredService<PersistedDocuments>().All)
        {
            foreach (var error in await ErrorsAsync(document.Text, services))
                faults.Add($"{document.File}{(error.Locations is [var at, ..] ? $", line {at.Line}, column {at.Column}" : "")}: {error.Message}");
        }

        return faults;
    }

    static async Task<IEnumerable<ExecutionError>> ErrorsAsync(string text, IServiceProvider services)
    {
        try
        {
            var document = services.GetRequiredService<IDocumentBuilder>().Build(text);
            var errors = new List<ExecutionError>();
            foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
                errors.AddRange(await ErrorsAsync(document, operation, services));
            return errors.Count == 0 && !document.Definitions.OfType<GraphQLOperationDefinition>().Any() ? [new ExecutionError("It holds no operation.")] : errors.DistinctBy(e => (e.Message, e.Locations?.FirstOrDefault()));
        }
        catch (ExecutionError e)
        {
            return [e];
        }
    }

    static async Task<IEnumerable<ExecutionError>> ErrorsAsync(GraphQLDocument document, GraphQLOperationDefinition operation, IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var schema = services.GetRequiredService<FreshmakerSchema>();
        schema.Initialize();
        var result = await services.GetRequiredService<IDocumentValidator>().ValidateAsync(new ValidationOptions
        {
            Schema = schema,
            Document = document,
            Operation = operation,
            Rules = [.. DocumentValidator.CoreRules, services.GetRequiredService<CostRule>()],
            Variables = Inputs.Empty,
            Extensions = Inputs.Empty,
            Metrics = Metrics.None,
            UserContext = new Dictionary<string, object?>(),
            RequestServices = scope.ServiceProvider,
        });
        // Values of variables come with requests. Without those that must be given, the price is not known either.
        return result.Errors.Where(e => e is not InvalidVariableError);
    }
}
