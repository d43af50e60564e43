using System.ComponentModel;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>Relay's interface of what can be fetched by id alone.</summary>
[Name("Node")]
[Description("A thing that can be fetched by its id alone.")]
public interface INode
{
    [Id, Description("The id, unique among all things.")]
    string Id { get; }
}
