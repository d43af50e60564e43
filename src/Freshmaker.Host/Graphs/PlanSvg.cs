using System.Globalization;
using System.Text;
using System.Xml;
using Freshmaker.Domain.Explaining;

namespace Freshmaker.Host.Graphs;

/// <summary>A plan as a picture: boxes with names and states, levels from left to right, and lines from what is needed to what needs it.</summary>
public static class PlanSvg
{
    const int Width = 300, Height = 40, Between = 90, Gap = 12, Margin = 20, Top = 60;

    /// <summary>Longest name that fits into a box; the whole name is in its title.</summary>
    const int MaxShown = 42;

    /// <summary>Bytes of a box and a line to it, somewhat more than they usually take.</summary>
    const int Each = 600;

    /// <summary>In UTF-8, as it is sent: large plans have a megabyte.</summary>
    public static ReadOnlyMemory<byte> Of(PlanDrawing plan)
    {
        var (view, places) = (plan.View, PlanLayout.Of(plan.View));
        var (columns, rows) = (view.Levels.Count, view.Levels.Select(l => l.Count).DefaultIfEmpty(0).Max());
        var (width, height) = (2 * Margin + Math.Max(1, columns) * (Width + Between) - Between, Top + Math.Max(1, rows) * (Height + Gap) + Margin);
        var critical = view.CriticalPath.Zip(view.CriticalPath.Skip(1)).ToHashSet();
        var svg = new MemoryStream(Each * (view.Nodes.Count + 4));
        using (var xml = XmlWriter.Create(svg, new() { OmitXmlDeclaration = true, CheckCharacters = false, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            Write(xml, ("width", width), ("height", height), ("viewBox", $"0 0 {width} {height}"), ("role", "img"), ("aria-labelledby", "title desc"), ("font-family", "sans-serif"), ("font-size", 12));
            Element(xml, "title", $"Plan of rebuild {plan.Rebuild}", ("id", "title"));
            Element(xml, "desc", Describe(plan), ("id", "desc"));
            Element(xml, "rect", null, ("width", width), ("height", height), ("fill", "#ffffff"));
            Element(xml, "text", $"Plan of rebuild {plan.Rebuild}: {Describe(plan)}", ("x", Margin), ("y", 24), ("font-size", 16), ("fill", "#1f2328"));
            for (var level = 0; level < columns; level++)
                Element(xml, "text", $"Level {level + 1}", ("x", X(level)), ("y", 48), ("fill", "#57606a"));
            foreach (var edge in view.Edges.Where(e => IsPlaced(e.Parent) && IsPlaced(e.Child)))
                Line(xml, places[edge.Parent], places[edge.Child], edge.Kind, critical.Contains((edge.Parent, edge.Child)));
            foreach (var build in Enumerable.Range(0, places.Length).Where(IsPlaced))
                Box(xml, build, places[build]);
            xml.WriteEndElement();
        }

        return svg.GetBuffer().AsMemory(0, (int)svg.Length);

        // No recorded plan has a circle; of one that had, the rest would be drawn.
        bool IsPlaced(int build) => view.Nodes[build].Level > 0;

        int Y((int Column, int Row) at) => Top + (int)((at.Row + (rows - view.Levels[at.Column].Count) / 2.0) * (Height + Gap));

        void Line(XmlWriter xml, (int Column, int Row) from, (int Column, int Row) to, PlanEdgeKind kind, bool isCritical)
        {
            var (x1, y1, x2, y2) = (X(from.Column) + Width, Y(from) + Height / 2, X(to.Column), Y(to) + Height / 2);
            Element(
                xml, "path", null, ("d", $"M{x1} {y1} C{x1 + Between / 2} {y1} {x2 - Between / 2} {y2} {x2} {y2}"), ("fill", "none"),
                ("stroke", isCritical ? "#1f2328" : "#8c959f"), ("stroke-width", isCritical ? 3 : null), ("stroke-dasharray", kind == PlanEdgeKind.Needs ? "4 3" : null));
        }

        void Box(XmlWriter xml, int build, (int Column, int Row) at)
        {
            var (x, y, name, phase) = (X(at.Column), Y(at), PlanDrawing.NameOf(plan.Builds[build]), plan.Builds[build].Phase);
            var (state, isCritical) = (PlanDrawing.WordFor(phase), view.Nodes[build].IsCritical);
            xml.WriteStartElement("g");
            Element(xml, "title", $"{name}: {state}{(isCritical ? ", on the critical path" : "")}");
            Element(
                xml, "rect", null, ("x", x), ("y", y), ("width", Width), ("height", Height), ("rx", 6), ("fill", PlanDrawing.ColourOf(phase)),
                ("stroke", isCritical ? "#1f2328" : null), ("stroke-width", isCritical ? 3 : null));
            Element(xml, "text", name.Length <= MaxShown ? name : $"{name[..(MaxShown - 1)]}…", ("x", x + 10), ("y", y + 17), ("fill", "#ffffff"));
            Element(xml, "text", state, ("x", x + 10), ("y", y + 33), ("fill", "#ffffff"), ("font-weight", "bold"));
            xml.WriteEndElement();
        }
    }

    static int X(int column) => Margin + column * (Width + Between);

    static string Describe(PlanDrawing plan)
    {
        if (plan.View.Nodes.Count == 0)
            return "nothing is built.";
        var states = plan.Builds.CountBy(b => b.Phase).OrderBy(s => s.Key).Select(s => $"{s.Value} {PlanDrawing.WordFor(s.Key)}");
        return $"{plan.View.Nodes.Count} builds on {plan.View.Levels.Count} levels, the longest chain has {plan.View.CriticalPath.Count}; {string.Join(", ", states)}.";
    }

    static void Element(XmlWriter xml, string name, string? text, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        xml.WriteStartElement(name);
        Write(xml, attributes);
        if (text is not null)
            xml.WriteString(Printable(text));
        xml.WriteEndElement();
    }

    /// <summary>An attribute without a value is left out: its default holds.</summary>
    static void Write(XmlWriter xml, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
                xml.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>XML has no way to write most control characters, nor half a surrogate pair.</summary>
    static string Printable(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()))
        : text;
}
