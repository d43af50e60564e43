using System.Security.Claims;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Validation;

namespace Freshmaker.Host.GraphQL.Http;

static class RequestOptions
{
    /// <param name="rules">What depends on the request, not only on its document, and is checked also when the document is known.</param>
    public static ExecutionOptions ToOptions(
        this GraphQLRequest request, ClaimsPrincipal user, IServiceProvider services, CancellationToken ct, params IReadOnlyList<IValidationRule> rules) => new()
        {
            Query = request.Query,
            DocumentId = request.DocumentId,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            User = user,
            RequestServices = services,
            CancellationToken = ct,
            ValidationRules = [.. DocumentValidator.CoreRules, .. rules],
            CachedDocumentValidationRules = rules,
        };
}
