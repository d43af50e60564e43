using GraphQL;
using GraphQL.DI;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;

namespace Freshmaker.Host.GraphQL;

/// <summary>
/// Keeps documents that were parsed and found valid, because clients send the same few again and again and validating costs more than answering.
/// What depends on the request is checked each time: values of variables by the validator, whatever the rules; price, method and kind of operation by rules.
/// </summary>
public sealed class DocumentCache : IConfigureExecution, IDisposable
{
    const int Capacity = 500;

    /// <summary>Longer documents are rare and would take the place of many.</summary>
    const int MaxLength = 10_000;

    readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = Capacity });

    /// <summary>After all that configures options, rules among them; before what needs the document.</summary>
    public float SortOrder => 200;

    public async Task<ExecutionResult> ExecuteAsync(ExecutionOptions options, ExecutionDelegate next)
    {
        if (options.Document is not null || options.Query is not { Length: <= MaxLength } query)
            return await next(options);
        if (_documents.TryGetValue(query, out GraphQLDocument? known))
        {
            options.Document = known;
            // Of the core rules it is the only one that looks at values; the others would say again what they said of the document.
            options.ValidationRules = [FieldArgumentsAreValidRule.Instance, .. options.CachedDocumentValidationRules ?? []];
            return await next(options);
        }

        var result = await next(options);
        // Only the operation that was asked for has been validated, so there must be no other.
        if (result is { Executed: true, Document: { } document } && document.Definitions.OfType<GraphQLOperationDefinition>().Take(2).Count() == 1)
            _documents.Set(query, document, new MemoryCacheEntryOptions { Size = 1 });
        return result;
    }

    public void Dispose() => _documents.Dispose();
}
